"""Links to quotations that outlive changes of their document.

A link holds the span and the start of a hash of the quote. If the quote no longer stands at the span it
is looked for elsewhere in the document; what the document said before tells which words to look for.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote as escape

from assistant.typesetting import OFFSET, Span, SpanError

HASH_CHARACTERS = 16
HASH = re.compile(rf"[0-9a-f]{{{HASH_CHARACTERS}}}")
SURROUNDINGS = 200  # Characters on each side that tell one copy of a repeated quote from another.
LONGEST_SCANNED = 500_000  # Characters of a document in which words that nobody knows any more are looked for,
LONGEST_SCANNED_QUOTE = 2_000  # and of the quote: each place costs a hash.


class Link(NamedTuple):
    """What the address of a quotation says."""

    start: int
    end: int
    sha256: str
    """Its first characters."""


class Located(NamedTuple):
    """Where a quotation is now."""

    span: Span | None
    """None if it stands in the document no more."""
    moved: bool
    former: str | None
    """The quote that is gone, where that is still known."""


def hash_quote(quote: str) -> str:
    """Return the start of the sha256 of a quote, in hexadecimal."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_CHARACTERS]


def write_link(document_id: str, start: int, end: int, quote: str) -> str:
    """Return the permanent address of a quotation."""
    return f"/documents/{escape(document_id, safe='')}?start={start}&end={end}&quote={hash_quote(quote)}"


def read_link(start: str | None, end: str | None, sha256: str) -> Link:
    """Return what the parts of an address say.

    Raises:
        SpanError: They are not what `write_link` writes.
    """
    if start is None or end is None or not OFFSET.fullmatch(start) or not OFFSET.fullmatch(end):
        raise SpanError("start and end have to be whole numbers of code points, from 0")
    if not HASH.fullmatch(sha256):
        raise SpanError(f"quote has to be {HASH_CHARACTERS} hexadecimal digits")
    if int(start) >= int(end):
        raise SpanError("start has to come before end")
    return Link(int(start), int(end), sha256)


def locate(text: str, link: Link, earlier: Iterable[str]) -> Located:
    """Return where a quotation stands in a document's text, or what it was.

    Of several places that it stands at, the one whose surroundings are most like those it had is taken.

    Args:
        earlier: What the document said before, the latest first.
    """
    if _holds(text, link):
        return Located((link.start, link.end), False, None)
    former = next((old for old in earlier if _holds(old, link)), None)
    if former is None:
        places = list(_scan(text, link))
        start = min(places, key=lambda place: abs(place - link.start), default=None)
        return Located(None if start is None else (start, start + link.end - link.start), start is not None, None)
    quote = former[link.start : link.end]
    start = max(
        _find_all(text, quote),
        key=lambda place: (_compare(former, link.start, text, place, len(quote)), -abs(place - link.start)),
        default=None,
    )
    if start is None:
        return Located(None, False, quote)
    return Located((start, start + len(quote)), True, None)


def _holds(text: str, link: Link) -> bool:
    return link.end <= len(text) and hash_quote(text[link.start : link.end]) == link.sha256


def _scan(text: str, link: Link) -> Iterator[int]:
    """Yield where words of the link's length and hash start; only at starts of words."""
    length = link.end - link.start
    if len(text) > LONGEST_SCANNED or length > LONGEST_SCANNED_QUOTE:
        return
    for match in re.finditer(r"\S+", text):
        start = match.start()
        if start + length > len(text):
            return
        if hash_quote(text[start : start + length]) == link.sha256:
            yield start


def _find_all(text: str, quote: str) -> Iterator[int]:
    place = text.find(quote)
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)


def _compare(old: str, old_start: int, new: str, new_start: int, length: int) -> int:
    """Return how many characters around two places are the same, outwards from the quote."""
    after = _share(
        old[old_start + length : old_start + length + SURROUNDINGS],
        new[new_start + length : new_start + length + SURROUNDINGS],
    )
    before = _share(
        old[max(0, old_start - SURROUNDINGS) : old_start][::-1],
        new[max(0, new_start - SURROUNDINGS) : new_start][::-1],
    )
    return after + before


def _share(one: str, other: str) -> int:
    """Return how many first characters two texts have in common."""
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)
