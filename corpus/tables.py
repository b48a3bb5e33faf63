"""Tables as lines that a quotation can make sense of."""

import re
from collections.abc import Iterator, Sequence

from corpus.document import BlockKind
from corpus.parsing import Part

NUMBER = re.compile(r"[^\w\s]?\s?\d[\d.,\s]*\s?[^\w\s]?")


def describe_rows(rows: Sequence[Sequence[str]], headed: bool = True) -> Iterator[Part]:
    """Yield a line for every row: "Column: value; column: value", or "Label: value" without a row of heads.

    Args:
        rows: Cells, without line breaks. The first row holds the names of the columns where the table is `headed`.

    >>> [line for line, _, _ in describe_rows([["Country", "Parties"], ["Italy", "190"]])]
    ['Country: Italy; Parties: 190']
    >>> [line for line, _, _ in describe_rows([["Adopted", "2000"], ["Parties", "190"]], headed=False)]
    ['Adopted: 2000', 'Parties: 190']
    """
    heads: Sequence[str] = rows[0] if headed and rows else ()
    for row in rows[1:] if headed else rows:
        filled = [(heads[place] if place < len(heads) else "", cell) for place, cell in enumerate(row) if cell]
        if len(row) == 2 and not (heads and all(heads)):
            yield ": ".join(cell for _, cell in filled), BlockKind.LABEL, 0
        else:
            yield "; ".join(f"{head}: {cell}" if head else cell for head, cell in filled), BlockKind.LABEL, 0


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns, in a table that does not say so.

    It does if it is full, without figures, and stands over more columns than a label and a value, or
    over a column of nothing but numbers.

    >>> has_heads([["State", "Parties"], ["Italy", "19"], ["Mali", "7"]])
    True
    >>> has_heads([["Place", "Rome"], ["Opened", "in May 1931"], ["Rooms", "7"]])
    False
    """
    first, *rest = rows
    if not rest or not all(first) or any(character.isdigit() for cell in first for character in cell):
        return False
    if len(first) > 2:
        return True
    return len(rest) > 1 and all(len(row) == 2 and NUMBER.fullmatch(row[1]) for row in rest)
