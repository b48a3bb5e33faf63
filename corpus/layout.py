"""From words on a page to lines in reading order. All lengths are points, from the page's top left corner."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

WORD_GAP = 0.9  # Of the type's height: what is further apart on a line is not the same line of text.
LEAST_IN_COLUMN = 4  # Lines of a column that stand beside lines of the other one.
COLUMN_CHARACTERS = 22  # Running text is wider; cells of tables are narrower.


class Fragment(NamedTuple):
    """Text on one line: first a word, then all that stands together."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Of the type: the same for all characters of a font and size."""
        return self.bottom - self.top


Row = list[Fragment]
"""What stands side by side, from the left: cells, or one line of text."""


def join_words(words: Iterable[Fragment]) -> list[Fragment]:
    """Return the words joined into the longest pieces of text without a wide gap, in the order of the file."""
    pieces: list[Fragment] = []
    for word in words:
        if pieces and _goes_on(pieces[-1], word):
            pieces[-1] = _join(pieces[-1], word)
        else:
            pieces.append(word)
    return _mend(pieces)


def _mend(pieces: Sequence[Fragment]) -> list[Fragment]:
    """Join what the file draws out of order, such as a line word by word, bold ones first."""
    mended: list[Fragment] = []
    for row in make_rows(pieces):
        for piece in row:
            if mended and _goes_on(mended[-1], piece):
                mended[-1] = _join(mended[-1], piece)
            else:
                mended.append(piece)
    return mended


def make_rows(pieces: Iterable[Fragment]) -> list[Row]:
    """Return the pieces in rows from the top, each from the left."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.left)):
        if rows and _is_beside(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _is_beside(one: Fragment, other: Fragment) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.6 * min(one.height, other.height)


def _goes_on(piece: Fragment, word: Fragment) -> bool:
    gap = max(word.left - piece.right, piece.left - word.right)
    return _is_beside(piece, word) and gap < WORD_GAP * max(piece.height, word.height)


def _join(piece: Fragment, word: Fragment) -> Fragment:
    main = max(piece, word, key=lambda one: len(one.text))  # A footnote's mark is smaller and higher.
    return Fragment(
        f"{piece.text} {word.text}",
        min(piece.left, word.left),
        main.top,
        max(piece.right, word.right),
        main.bottom,
        piece.bold and word.bold,
    )


def order(pieces: Sequence[Fragment]) -> list[list[Row]]:
    """Return the regions of a page in reading order, each as rows from the top.

    Columns are read one after the other. What stands across two columns, such as a title or a table,
    parts what is above it from what is below.
    """
    gutter = find_gutter(pieces)
    if gutter is None:
        return [make_rows(pieces)] if pieces else []
    regions: list[list[Row]] = []
    left: list[Fragment] = []
    right: list[Fragment] = []
    across: list[Fragment] = []

    def close_columns() -> None:
        regions.extend(order(left) + order(right))
        left.clear()
        right.clear()

    for piece in sorted(pieces, key=lambda piece: piece.top):
        if piece.left < gutter < piece.right:
            close_columns()
            across.append(piece)
            continue
        if across:
            regions.append(make_rows(across))
            across = []
        (left if piece.right <= gutter else right).append(piece)
    close_columns()
    return [*regions, make_rows(across)] if across else regions


def find_gutter(pieces: Sequence[Fragment]) -> float | None:
    """Return where the white stripe between two columns of running text is, None where there is none."""
    candidates = sorted({round(there, 1) for _, there in _find_gaps(pieces)})
    best, most = None, 0
    for place in candidates:
        x = place - 0.5
        left = [piece for piece in pieces if piece.right <= x]
        right = [piece for piece in pieces if piece.left >= x]
        crossing = len(pieces) - len(left) - len(right)
        left, right = _keep_facing(left, right), _keep_facing(right, left)
        paired = min(len(left), len(right))
        if paired >= LEAST_IN_COLUMN and _is_prose(left) and _is_prose(right) and paired - crossing // 2 > most:
            best, most = x, paired - crossing // 2
    return best


def _find_gaps(pieces: Sequence[Fragment]) -> Iterator[tuple[float, float]]:
    for row in make_rows(pieces):
        for one, other in pairwise(row):
            yield one.right, other.left
    # Lines of the two columns need not stand side by side.
    lefts = sorted(piece.left for piece in pieces)
    for here, there in pairwise(lefts):
        if there - here > 20:
            yield here, there


def _keep_facing(pieces: Sequence[Fragment], others: Sequence[Fragment]) -> list[Fragment]:
    """Return the pieces that stand at the height of the other column."""
    if not others:
        return []
    top, bottom = min(other.top for other in others), max(other.bottom for other in others)
    return [piece for piece in pieces if piece.bottom > top and piece.top < bottom]


def _is_prose(pieces: Sequence[Fragment]) -> bool:
    return bool(pieces) and median(len(piece.text) for piece in pieces) >= COLUMN_CHARACTERS
