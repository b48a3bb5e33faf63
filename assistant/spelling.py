"""Misspelt words of a question, corrected from the passages that search found in spite of them."""

import re
from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from assistant.wanting import is_function_word
from index.searching import ScoredPassage

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
SHORTEST = 4  # Letters; too many shorter words are one edit apart.
LONG = 8  # Letters of a word in which two edits are believed.


def correct(question: str, hits: Sequence[ScoredPassage], is_known: Callable[[str], bool]) -> str:
    """Return the question with words that are none replaced by the closest ones of the passages.

    A word is replaced by one that is at most one edit away (two in a long word; two letters that changed
    places are one edit) and starts with the same letter, the most frequent of the closest.

    Args:
        is_known: Tells whether a word is one. One that no text holds must stay: "convicted" is not "conducted".
    """
    candidates: dict[str, int] = {}
    for hit in hits:
        for word in WORD.findall(f"{hit.passage.heading_text}\n{hit.passage.text}"):
            candidates[word] = candidates.get(word, 0) + 1

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < SHORTEST or is_function_word(word.lower()) or is_known(word):
            return word
        return _find_closest(word, candidates) or word

    return WORD.sub(replace, question)


def _find_closest(word: str, candidates: dict[str, int]) -> str | None:
    most = 2 if len(word) >= LONG else 1
    lower = word.lower()
    close = [
        (distance, -count, other)
        for other, count in candidates.items()
        if other[0].lower() == lower[0] and (distance := OSA.distance(lower, other.lower(), score_cutoff=most)) <= most
    ]
    return min(close)[2] if close else None
