"""From lines on pages to text: headings, tables, and lines joined where it can be seen that they were wrapped."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, inf
from statistics import median

from corpus.document import BlockKind
from corpus.layout import Fragment, Row
from corpus.lines import ends_sentence, has_content, is_item, is_label, is_link
from corpus.parsing import Part
from corpus.tables import describe_rows, has_heads

HEADING_SIZE = 1.14  # Times the size of the running text.
LONGEST_HEADING = 200  # Characters; more is a text in large type.
LEAST_ROWS = 2  # Of a table: its head and one more.
LEAST_FULL = 0.7  # Of the way to the edge that a line reaches whose sentence goes on in lower case.
FULL_LINES = 3  # Of a column, that show where its lines were wrapped.
BLANK = "\n\n"
BROKEN = re.compile(r"[^\W_]-$")

Region = Sequence[Row]
"""Rows from the top: a page, or a column of one."""


def measure_text(regions: Sequence[Region]) -> float:
    """Return the height of the type that most of the text is set in; 0 where there is none."""
    heights: Counter[float] = Counter()
    for region in regions:
        for row in region:
            for piece in row:
                heights[round(piece.height, 1)] += len(piece.text)
    return max(heights, key=lambda height: (heights[height], -height), default=0.0)


def list_heading_sizes(regions: Sequence[Region], body: float) -> list[int]:
    """Return the sizes, rounded, that headings are set in, from the largest."""
    rows = [row for region in regions for row in region if is_large(row, body)]
    return sorted({round(row[0].height) for row in rows}, reverse=True)


def is_large(row: Row, body: float) -> bool:
    """Return whether a row is set in the type of a heading."""
    text = " ".join(piece.text for piece in row)
    return row[0].height > HEADING_SIZE * body > 0 and len(text) <= LONGEST_HEADING and has_content(text)


def write_region(region: Region, body: float, sizes: Sequence[int]) -> Iterator[Part]:
    """Yield the parts of a region: headings, rows of tables, and text between them.

    Args:
        body: Height of the running text's type.
        sizes: Heights of headings, from the outermost.
    """
    edge = _find_edge(region)
    place = 0
    while place < len(region):
        table = _count_table(region, place)
        large = _count_heading(region, place, body)
        if large:
            words = " ".join(piece.text for row in region[place : place + large] for piece in row)
            yield words, BlockKind.HEADING, min(sizes.index(round(region[place][0].height)) + 1, 6)
            place += large
        elif table:
            yield from _write_table(region[place : place + table])
            place += table
        else:
            end = place + 1
            while end < len(region) and not is_large(region[end], body) and not _count_table(region, end):
                end += 1
            yield _write_lines([_flatten(row) for row in region[place:end]], edge), None, 0
            place = end


def _flatten(row: Row) -> Fragment:
    text = " ".join(piece.text for piece in row)
    return Fragment(text, row[0].left, row[0].top, row[-1].right, row[0].bottom, all(piece.bold for piece in row))


def _count_heading(region: Region, place: int, body: float) -> int:
    """Return how many rows are one heading: of one size, and no further apart than lines are."""
    end = place
    while end < len(region) and is_large(region[end], body):
        first, row = region[place][0], region[end][0]
        if end > place and (
            round(row.height) != round(first.height) or row.top - region[end - 1][0].bottom > 0.6 * row.height
        ):
            break
        end += 1
    return end - place


def _count_table(region: Region, place: int) -> int:
    """Return how many rows are a table: side by side cells that stand under each other."""
    end = place
    while end < len(region) and len(region[end]) > 1 and len(region[end]) == len(region[place]):
        pairs = zip(region[place], region[end], strict=True)
        if not all(one.left < other.right and other.left < one.right for one, other in pairs):
            break
        end += 1
    rows = end - place
    items = all(is_item(f"{row[0].text} x") for row in region[place:end])  # A list whose bullets stand far off.
    return rows if rows >= LEAST_ROWS and not items else 0


def _write_table(rows: Region) -> Iterator[Part]:
    cells = [[piece.text for piece in row] for row in rows]
    bold = [all(piece.bold for piece in row) for row in rows]
    headed = (bold[0] and not any(bold[1:])) or has_heads(cells)
    yield from describe_rows(cells, headed)


def _find_edge(region: Region) -> float:
    """Return how far lines reach before they are wrapped; infinitely far where too few reach as far."""
    rights = sorted(row[-1].right for row in region)
    edge = rights[ceil(0.9 * (len(rights) - 1))]
    full = sum(right > edge - 3 * region[0][0].height for right in rights)
    return edge if full >= FULL_LINES else inf


def _write_lines(lines: Sequence[Fragment], edge: float) -> str:
    """Return lines of one column as text: wrapped ones joined, a blank line where the column has one."""
    gaps = [other.top - one.bottom for one, other in pairwise(lines)]
    usual = median(gaps) if gaps else 0.0
    text = lines[0].text
    for (one, other), gap in zip(pairwise(lines), gaps, strict=True):
        text += _separate(one, other, edge, gap < usual + 0.4 * other.height) + other.text
    return text


def _separate(one: Fragment, other: Fragment, edge: float, near: bool) -> str:
    """Return what stands between two lines: a space where the second only did not fit on the first."""
    indent = other.left - one.left
    if not near or (ends_sentence(one.text) and 0.5 * other.height < indent < 5 * other.height):
        return BLANK
    first = other.text.split()[0]
    width = (other.right - other.left) * len(first) / len(other.text)
    space = 0.3 * other.height
    open_ended = not ends_sentence(one.text) and other.text[0].islower() and one.right > LEAST_FULL * edge
    wrapped = (one.right + space + width > edge or open_ended) and abs(one.height - other.height) < 0.1 * one.height
    own = is_item(other.text) or is_link(other.text) or (is_label(other.text) and is_label(one.text))
    return _break_word(one.text) if wrapped and not own else "\n"


def join_texts(text: str, following: str) -> str:
    """Return two stretches of text as one that goes on over a column's or page's end, if its sentence is open there."""
    goes_on = not ends_sentence(text) and following[:1].islower()
    return f"{text}{_break_word(text) if goes_on else BLANK}{following}"


def _break_word(text: str) -> str:
    return "\n" if BROKEN.search(text) else " "  # A broken word is mended where words are known.
