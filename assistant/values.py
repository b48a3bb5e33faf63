"""Figures, dates and names in running text. English."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from text_to_num import text2num

from corpus.describing import MONTHS

Span = tuple[int, int]

MONTH = rf"(?:{'|'.join(MONTHS)})"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b{DAY}(?:\s?[-–]\s?{DAY}|(?: and | to ){DAY})?\s+(?:of\s+)?{MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{MONTH}\s+{DAY}(?:\s?[-–]\s?{DAY})?(?:,?\s+\d{{4}})?\b"
    rf"|\b{MONTH}\s+\d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b(?:1[5-9]|20)\d{2}(?:\s?[-–/]\s?(?:(?:1[5-9]|20)?\d{2}))?\b(?![.,]\d)"
    r"|\b\d{1,2}:\d{2}\b"
)
NUMBER_WORD = (
    r"(?:(?:one|two|three)[- ](?:thirds?|quarters?|fifths?)|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|hundreds?|thousands?|dozens?|half|none|no)"
)
SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|m|bn)"
QUALIFIER = (
    r"(?:more than|less than|fewer than|over|under|nearly|almost|about|around|approximately|some|up to|at least|"
    r"at most|only|exactly|just)"
)
CURRENCY = r"(?:USD|EUR|GBP|FL|US\$|[$€£])"
NUMBER = re.compile(
    rf"(?:\b{QUALIFIER}\s+)?(?:{CURRENCY}\s?)?(?:\b\d[\d.,]*\d|\b\d|\b{NUMBER_WORD}\b)"
    rf"(?:[\s-]{SCALE}\b(?:\s+and\s+{NUMBER_WORD}\b)?)*"
    r"(?:\s?%|\s+per\s?cent\b|\s?°C)?",
    re.IGNORECASE,
)
NAME = re.compile(
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof|H\.E|St)\.? )*"
    r"(?:[A-Z][\w'’]*(?:[-–][A-Z]?[\w'’]+)*|[A-Z]\.)"
    r"(?:(?: | (?:of|the|and|for|on|in|against|de|da|van|von|del|u|el|al|y)(?: the)? )"
    r"(?:[A-Z][\w'’]*(?:[-–][A-Z]?[\w'’]+)*|[A-Z]\.))*"
)
UNIT = re.compile(
    r"\s+(?:square |cubic )?"
    r"(?:kilomet(?:re|er)s?|km|met(?:re|er)s?|cm|centimet(?:re|er)s?|mm|kg|kilograms?|kilos?|tonnes?|tons?|"
    r"litres?|hectares?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|degrees?|terabytes?|dollars?|euros?|"
    r"florins?|crowns?|talers?|pounds?|people|nights?|words?|pages?)\b",
    re.IGNORECASE,
)


class Value(NamedTuple):
    """A figure, date or name and where it stands."""

    text: str
    start: int
    end: int


def find_dates(text: str) -> list[Value]:
    """Return dates, years and times of day, in order."""
    return [Value(match.group(), *match.span()) for match in DATE.finditer(text)]


def find_numbers(text: str) -> list[Value]:
    """Return figures that are no dates, with what qualifies them and their unit, in order."""
    taken = [(value.start, value.end) for value in find_dates(text)]
    found: list[Value] = []
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        unit = UNIT.match(text, end)
        end = unit.end() if unit else end
        found.append(Value(text[start:end].strip(), start, end))
    return found


def find_names(text: str) -> list[Value]:
    """Return runs of capitalised words; the first word of a sentence only if others follow it."""
    found: list[Value] = []
    for match in NAME.finditer(text):
        single = " " not in match.group() and "-" not in match.group()
        opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in '.!?:“"'
        if not (single and opens and not match.group().isupper()):
            found.append(Value(match.group(), *match.span()))
    return found


def read_number(text: str) -> float | None:
    """Return the amount that a figure states, in digits or English words, None where it states none.

    A point before exactly three digits parts thousands, as a comma does: "11.000" is eleven thousand.
    """
    match = re.search(r"\d[\d.,]*", text)
    if match is None:
        return _read_words(text)
    digits = match.group().rstrip(".,")
    whole = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits)
    plain = re.sub(r"[.,]", "", digits) if whole else digits.replace(",", "")
    try:
        amount = float(plain)
    except ValueError:
        return None
    scales = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
    scale = re.match(r"[\s-](\w+)", text[match.end() :])
    return amount * scales.get(scale.group(1).lower(), 1.0) if scale else amount


def _read_words(text: str) -> float | None:
    words = re.findall(r"[a-z]+", text.lower())
    spelled = [word for word in words if re.fullmatch(NUMBER_WORD, word) or re.fullmatch(SCALE, word) or word == "and"]
    try:
        return float(text2num(re.sub(r"^(?:and )+|(?: and)+$", "", " ".join(spelled)), "en"))
    except ValueError:
        return None


def overlaps(span: Span, spans: Sequence[Span]) -> bool:
    """Return whether a span shares a character with one of others."""
    return any(span[0] < end and start < span[1] for start, end in spans)
