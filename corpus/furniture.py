"""Running heads, running feet and page numbers: what repeats at the edges of pages and is no part of the text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.layout import Fragment, Row, make_rows

EDGE_ROWS = 3  # At each edge of a page that can be furniture.
FEW_PAGES = 4  # Up to so many, standing on two is repetition; from there on, on three.
DIGITS = re.compile(r"\d+")

Key = tuple[str, str, int, int | None]
"""Edge, words without figures, size of the type, and how far the page number is ahead of the page's place."""


def remove_furniture(pages: Sequence[Sequence[Fragment]]) -> list[list[Fragment]]:
    """Return the pages without what stands at their edges on other pages too.

    A line counts as the same if its words are, and if its figure either is too or grows as the pages do. What is set
    in another size is another line, so that a title is kept that later pages repeat in small. Lines
    are taken from the edge inwards, up to the first that does not repeat.
    """
    found = [list(_find_edges(page, place)) for place, page in enumerate(pages)]
    counts = Counter(key for edges in found for key in {key for keys, _ in edges for key in keys})
    least = 2 if len(pages) <= FEW_PAGES else 3
    kept: list[list[Fragment]] = []
    for page, edges in zip(pages, found, strict=True):
        dropped: set[Fragment] = set()
        closed: set[str] = set()
        for keys, row in edges:
            edge = keys[0][0]
            if edge not in closed and any(counts[key] >= least for key in keys):
                dropped.update(row)
            else:
                closed.add(edge)
        kept.append([piece for piece in page if piece not in dropped])
    return kept


def _find_edges(page: Sequence[Fragment], place: int) -> Iterator[tuple[list[Key], Row]]:
    rows = make_rows(page)
    for edge, near in (("top", rows[:EDGE_ROWS]), ("bottom", rows[::-1][:EDGE_ROWS])):
        for row in near:
            yield list(_make_keys(edge, row, place)), row


def _make_keys(edge: str, row: Row, place: int) -> Iterator[Key]:
    text = " ".join(piece.text for piece in row).casefold()
    size = round(max(piece.height for piece in row))
    yield edge, text, size, None
    for match in DIGITS.finditer(text):
        if len(match.group()) <= 4:
            words = f"{text[: match.start()]}#{text[match.end() :]}"
            yield edge, words, size, int(match.group()) - place
