"""A document laid out for its page, with a quotation marked.

The page never gets offsets to slice by: what is marked is cut here, by code points.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.blocks import find_blocks
from corpus.document import Block, BlockKind, Document

Span = tuple[int, int]

LINK = re.compile(r"https?://[^\s<>\"“”«»]+[^\s<>\"“”«».,;:!?'’)\]]")
OFFSET = re.compile(r"[0-9]{1,12}")
GROUPED = frozenset({BlockKind.ITEM, BlockKind.LABEL, BlockKind.LINE})


class SpanError(ValueError):
    """The two offsets name no part of the document."""


class Piece(NamedTuple):
    """Text that is all in the quotation or all outside it."""

    text: str
    marked: bool
    opens: bool
    """Whether the quotation starts here."""
    page: int | None = None
    """Number of the page of the file that starts here."""


class Run(NamedTuple):
    """Pieces that are one link, or one label, or plain."""

    pieces: tuple[Piece, ...]
    link: str | None
    label: bool


class Line(NamedTuple):
    """One block of the document."""

    kind: BlockKind
    level: int
    runs: tuple[Run, ...]
    start: int
    end: int


class Group(NamedTuple):
    """Lines of one kind that stand together: a list, an address, a table of labels. Others stand alone."""

    kind: BlockKind
    lines: tuple[Line, ...]


def read_span(document: Document, start: str | None, end: str | None) -> Span | None:
    """Return the span that two offsets name, None where there are none.

    Raises:
        SpanError: They are no whole numbers, only one is there, or they name no part of the text.
    """
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise SpanError("start and end belong together: one of them is missing")
    for name, value in (("start", start), ("end", end)):
        if not OFFSET.fullmatch(value):
            raise SpanError(f"{name} has to be a whole number of code points, from 0")
    first, last = int(start), int(end)
    if not first < last <= len(document.text):
        raise SpanError(
            f"there is no span from {first} to {last} in {document.id}: it has {len(document.text)} code points, "
            "and start has to come before end"
        )
    return first, last


def typeset(document: Document, span: Span | None = None) -> tuple[Group, ...]:
    """Return the document's text in groups of lines; between them they hold all of it but line breaks."""
    blocks = document.blocks or find_blocks(document.text)
    groups: list[Group] = []
    previous: Block | None = None
    for block in blocks:
        line = Line(block.kind, block.level, tuple(_cut_runs(document, block, span)), block.start, block.end)
        if previous is not None and _belongs(previous, block):
            groups[-1] = Group(block.kind, (*groups[-1].lines, line))
        else:
            groups.append(Group(block.kind, (line,)))
        previous = block
    return tuple(groups)


def _belongs(previous: Block, block: Block) -> bool:
    tight = block.start - previous.end <= 1 or block.kind is BlockKind.ITEM
    return block.kind is previous.kind and block.kind in GROUPED and tight


def _cut_runs(document: Document, block: Block, span: Span | None) -> Iterator[Run]:
    text, pages = document.text, _find_pages(document, block)
    place = block.start
    colon = text.find(":", block.start, block.end) if block.kind is BlockKind.LABEL else -1
    if colon >= 0:
        place = colon + 1
        yield Run(_cut_pieces(text, block.start, place, span, pages), None, True)
    for match in LINK.finditer(text, place, block.end):
        if match.start() > place:
            yield Run(_cut_pieces(text, place, match.start(), span, pages), None, False)
        yield Run(_cut_pieces(text, match.start(), match.end(), span, pages), match.group(), False)
        place = match.end()
    if place < block.end:
        yield Run(_cut_pieces(text, place, block.end, span, pages), None, False)


def _find_pages(document: Document, block: Block) -> Mapping[int, int]:
    """Return the numbers of the pages that start in a block, by where they do."""
    first, last = (bisect_left(document.pages, offset, key=lambda page: page.start) for offset in block[1:3])
    return {page.start: page.number for page in document.pages[first:last]}


def _cut_pieces(
    text: str, start: int, end: int, span: Span | None, pages: Mapping[int, int]
) -> tuple[Piece, ...]:  # fmt: skip
    """Return the pieces of a part of the text: before, in and after the quotation, and of each page."""
    first, last = span or (end, end)
    opening = _find_opening(text, span) if span else end
    cuts = sorted({start, end} | {cut for cut in (first, last, *pages) if start < cut < end})
    return tuple(
        Piece(text[here:there], first <= here < last, here <= opening < there, pages.get(here))
        for here, there in pairwise(cuts)
    )


def _find_opening(text: str, span: Span) -> int:
    """Return where the quotation's first character is that is no line break."""
    start, end = span
    return next((place for place in range(start, end) if text[place] != "\n"), end)


def list_neighbours(documents: Sequence[Document], document: Document) -> tuple[Document | None, Document | None]:
    """Return the documents before and after one in its collection."""
    place = next(place for place, other in enumerate(documents) if other.id == document.id)
    before = documents[place - 1] if place else None
    after = documents[place + 1] if place + 1 < len(documents) else None
    return before, after
