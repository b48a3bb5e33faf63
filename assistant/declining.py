"""Why there is no answer, in words that a person understands.

Told from the words of the question: those that stand nowhere in the collection are named; where they stand around the
passages that come closest, the sources speak of it and do not tell this.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.answer import Reason
from assistant.wanting import is_function_word

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# "It" and the like, where nothing in the question says what they mean.
REFERENCE = re.compile(r"\b(it|its|they|them|their|he|she|him|his|her|this one|that one|these|those)\b", re.IGNORECASE)
SHORTEST_NAMED = (
    4  # Letters; shorter words that no text holds are not worth naming, unless they are capitals or figures.
)
# Words that no text needs to hold in order to answer: that they are missing tells nothing.
GENERAL = frozenset(
    """actual actually already always anybody anyone anything believe best better currently difference different
    everybody everyone everything give gives given happen happened happens help know known latest main mean means
    mention mentioned need needed never next nobody often people person previous previously question recent recently
    someone something sometimes soon still think today tomorrow true used useful usually want wants whole word words
    work works yesterday according anywhere around away come comes goes going gone keep keeps left look looks past
    present quite right seem seems somewhere start starts stop stops together whatever whoever wrong""".split()
)
MOST_NAMED = 3
SPOKEN_OF = 0.75  # Share of the question's words around the nearest passage from which the sources speak of it.
NEAREST_FOLLOW = "The passages below come closest."


class Explanation(NamedTuple):
    """A reason, for programs and for people."""

    reason: Reason
    message: str
    words: tuple[str, ...] = ()
    """Those that the message names."""


def explain(
    query: str,
    complete: bool,
    nearest: Sequence[str],
    holds: Callable[[str], bool],
    analyze: Callable[[str], list[str]],
) -> Explanation:
    """Return why a question is not answered.

    Args:
        query: The question as it was searched for.
        complete: Whether something was said before it, so that "it" may be known.
        nearest: The passages that come closest, each with what stands above it.
        holds: Whether a word stands in the collection.
        analyze: Returns the terms of a text.
    """
    words = [word for word in WORD.findall(query) if not is_function_word(word.lower())]
    tail = f" {NEAREST_FOLLOW}" if nearest else ""
    reference = REFERENCE.search(query)
    named = any(word[0].isupper() or word[0].isdigit() for word in words if not query.startswith(word))
    if reference and not complete and not named:
        said = f"It is not clear what “{reference.group().lower()}” means here: ask again and name it."
        return Explanation("unclear_reference", said + tail, (reference.group().lower(),))
    missing = [word for word in dict.fromkeys(words) if not holds(word) and _worth_naming(word)][:MOST_NAMED]
    if missing:
        quoted = [f"“{word}”" for word in missing]
        listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
        return Explanation("not_in_sources", f"The sources do not mention {listed}.{tail}", tuple(missing))
    terms = {term for word in words for term in analyze(word)}
    if any(terms and len(terms & set(analyze(text))) >= SPOKEN_OF * len(terms) for text in nearest):
        said = "The sources speak of this, but they do not tell what you ask. What they say is below."
        return Explanation("detail_not_told", said)
    return Explanation("not_in_sources", f"The sources do not answer this question.{tail}")


def _worth_naming(word: str) -> bool:
    if word.lower() in GENERAL:
        return False
    return len(word) >= SHORTEST_NAMED or word.isupper() or word[0].isdigit()
