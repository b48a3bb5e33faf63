"""Words that a line break cut in two: is the hyphen the word's own?"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Protocol

from spellchecker import SpellChecker

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


class Lexicon(Protocol):
    """The words of a language."""

    def __contains__(self, word: str) -> bool: ...


class Frequencies(Lexicon, Protocol):
    """The words of a language, and how often each was met in a large collection of texts."""

    def __getitem__(self, word: str) -> int: ...


@lru_cache(maxsize=4)
def load_lexicon(language: str) -> Frequencies:
    """Return the words of a language (ISO 639-1); an empty lexicon where none is packaged."""
    packaged = resources.files("spellchecker") / "resources" / f"{language}.json.gz"
    if not packaged.is_file():
        return Counter()
    lexicon: Frequencies = SpellChecker(language=language).word_frequency
    return lexicon


def count_words(text: str) -> Counter[str]:
    """Return how often each word stands unbroken in a text, hyphenated compounds as one word."""
    return Counter(word.lower() for word in WORD.findall(text))


def rejoin(left: str, right: str, written: Mapping[str, int], lexicon: Lexicon) -> str:
    """Return the word that was broken into `left`, a hyphen, and `right`.

    The evidence, strongest first: how the same text writes the word where no line ends; whether the
    part after the hyphen can only start a word of its own (a capital, a digit) or the part before it
    stands for itself (an abbreviation, a number); whether the word without the hyphen is a word;
    whether both parts are.

    >>> rejoin("an", "notated", {}, {"an", "annotated", "notated"})
    'annotated'
    >>> rejoin("three", "quarters", {}, {"three", "quarters"})
    'three-quarters'
    """
    whole, compound = left + right, f"{left}-{right}"
    as_whole, as_compound = written.get(whole.lower(), 0), written.get(compound.lower(), 0)
    if as_whole != as_compound:
        return whole if as_whole > as_compound else compound
    if not right[0].islower() or left[-1].isdigit() or (len(left) > 1 and left.isupper()):
        return compound
    if whole.lower() in lexicon:
        return whole
    first = left.rsplit("-", 1)[-1].lower()
    return compound if first in lexicon and right.lower() in lexicon else whole
