"""What the reader of a format hands over: the parts of a file and what it says of itself."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from corpus.document import BlockKind, Page
from corpus.lines import LETTER_OR_DIGIT
from corpus.normalising import INVISIBLE

Part = tuple[str, BlockKind | None, int]
"""Text, kind and heading level; of kind None, plain text that is still to be looked at line by line."""


class PageMark(NamedTuple):
    """Where a page starts, told so that it holds after normalising, which neither loses nor adds a letter."""

    number: int
    letters: int
    """Letters and digits of the parts that stand before the page."""


class Parsed(NamedTuple):
    """The content of a file, in reading order."""

    parts: Sequence[Part]
    marks: Sequence[PageMark] = ()
    title: str | None = None
    author: str | None = None
    published: date | None = None
    made: date | None = None
    """When the file was made, as it says: its text need not have appeared then, so whatever else tells comes first."""
    language: str | None = None
    """ISO 639-1 code."""
    notices: Sequence[str] = ()
    """What the reader of the file should be told about what was not read."""


def count_letters(text: str) -> int:
    """Return how many letters and digits a part holds once it is normalised.

    >>> count_letters("cafe\\u0301, 3 p.m.")
    7
    """
    return sum(1 for _ in LETTER_OR_DIGIT.finditer(unicodedata.normalize("NFC", text.translate(INVISIBLE))))


def locate_pages(text: str, marks: Iterable[PageMark]) -> tuple[Page, ...]:
    """Return where pages start in a normalised text; a page without text is left out.

    >>> locate_pages("One. (Two.)", [PageMark(1, 0), PageMark(2, 3), PageMark(3, 6)])
    (Page(number=1, start=0), Page(number=2, start=5))
    """
    letters = [match.start() for match in LETTER_OR_DIGIT.finditer(text)]
    starts: dict[int, int] = {}
    for number, before in marks:
        if before < len(letters):
            starts[_find_word(text, letters[before]) if before else 0] = number
    return tuple(Page(number, start) for start, number in sorted(starts.items()))


def _find_word(text: str, place: int) -> int:
    """Return where what stands right before a letter starts, such as an opening bracket."""
    while place > 0 and not text[place - 1].isspace() and not text[place - 1].isalnum():
        place -= 1
    return place


def read_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag.

    >>> read_language("en-GB"), read_language("x-klingon"), read_language(None)
    ('en', None, None)
    """
    code = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def read_day(written: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time.

    >>> read_day("2020-10-12T09:30:00Z"), read_day("yesterday")
    (datetime.date(2020, 10, 12), None)
    """
    try:
        return date.fromisoformat((written or "").strip()[:10])
    except ValueError:
        return None
