"""Whether two sentences that answer a question give the same value for the same thing."""

import re
from enum import StrEnum

from assistant.values import find_dates, read_number
from assistant.wanting import Wanted, is_function_word

WORD = re.compile(r"[^\W\d_]{3,}")
COUNTED = 3  # Words after a figure that can name what is counted.
COMMON_SHARE = 0.3  # Of the shorter sentence's words, that two sentences on one thing have in common.
FLOOR = re.compile(r"\b(?:more than|over|at least|upwards? of|exceed\w*)\b", re.IGNORECASE)
CEILING = re.compile(r"\b(?:less than|fewer than|under|up to|at most|nearly|almost)\b", re.IGNORECASE)
ROUNDING = 0.05  # Share by which "nearly" or "about" may miss.


class Agreement(StrEnum):
    """How two values stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    """One is vaguer than the other, and true of it."""
    DIFFERENT = "different"
    UNRELATED = "unrelated"


def compare(
    wanted: Wanted, one: str, one_sentence: str, other: str, other_sentence: str, sure: bool = False
) -> Agreement:  # fmt: skip
    """Return how the values `one` and `other`, each out of its sentence, stand to each other.

    Values are related only where the sentences speak of the same thing: for figures, what is counted;
    else, a good part of their words.

    Args:
        sure: They are known to speak of the same thing, whatever their words.
    """
    if _fold(one) == _fold(other):
        return Agreement.SAME
    # A sentence that tells both values tells them of different things.
    alike = sure or _share_words(one_sentence, other_sentence)
    if _holds(other_sentence, one):
        return Agreement.SAME if alike else Agreement.UNRELATED
    if _holds(one_sentence, other):
        return Agreement.UNRELATED
    figures = sure and wanted is Wanted.THING and not find_dates(one) and not find_dates(other)
    if wanted is Wanted.NUMBER or figures:
        return _compare_numbers(one, one_sentence, other, other_sentence, sure)
    if wanted is Wanted.DATE and find_dates(one) and find_dates(other) and alike:
        within = _fold(one) in _fold(other) or _fold(other) in _fold(one)
        return Agreement.COMPATIBLE if within else Agreement.DIFFERENT
    return Agreement.UNRELATED


def _compare_numbers(one: str, one_sentence: str, other: str, other_sentence: str, sure: bool) -> Agreement:
    first, second = read_number(one), read_number(other)
    if first is None or second is None:
        return Agreement.UNRELATED
    counted = _find_counted(one, one_sentence) & _find_counted(other, other_sentence)
    if not sure and (not counted or not _share_words(one_sentence, other_sentence)):
        return Agreement.UNRELATED
    if first == second or _covers(one, first, second) or _covers(other, second, first):
        return Agreement.COMPATIBLE
    return Agreement.DIFFERENT


def _holds(sentence: str, value: str) -> bool:
    """Return whether a sentence tells a value, whatever else it tells."""
    pattern = rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)"
    return bool(value) and re.search(pattern, sentence, re.IGNORECASE) is not None


def _covers(text: str, amount: float, exact: float) -> bool:
    """Return whether a figure such as "over 100" is true of an exact amount close to it."""
    if FLOOR.search(text):
        return amount <= exact <= 1.5 * amount
    if CEILING.search(text):
        return (1 - ROUNDING) * amount <= exact <= amount
    return False


def _find_counted(value: str, sentence: str) -> set[str]:
    place = sentence.find(value)
    following = WORD.findall(sentence[place + len(value) :]) if place >= 0 else []
    return {_stem(word) for word in following[:COUNTED] if not is_function_word(word.lower())}


def _share_words(one: str, other: str) -> bool:
    first, second = _content(one), _content(other)
    return len(first & second) >= COMMON_SHARE * max(1, min(len(first), len(second)))


def _content(sentence: str) -> set[str]:
    return {_stem(word) for word in WORD.findall(sentence) if not is_function_word(word.lower())}


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ed|ing)$", "", word.lower())


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
