"""Where evidence stands in the documents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.document import Document


class Span(NamedTuple):
    """A stretch of a document's text, in code points, the end excluded."""

    document_id: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two have a character in common."""
        return self.document_id == other.document_id and self.start < other.end and other.start < self.end


class Folded(NamedTuple):
    """A text reduced to its letters and digits, in lower case and without accents."""

    letters: str
    places: tuple[int, ...]
    """Of each letter, the place in the text of the character that it comes from."""


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """Return the letters and digits of a text, with where each came from.

    >>> fold("An-\\nnotated").letters
    'annotated'
    >>> fold("a “Ü”").places
    (0, 3)
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character.casefold()):
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return Folded("".join(letters), tuple(places))


def locate(evidence: str, documents: Iterable[Document]) -> tuple[Span, ...]:
    """Return every place where a piece of evidence stands; none if it stands nowhere.

    Where the exact text is found nowhere, letters and digits alone are compared, whatever their case, so that
    layout, quotation marks and hyphenation do not matter; where that fails as well, a row of a Markdown table is
    found by its cells, which a document may tell as "Place: Vienna; Year: 2020". Such places begin and end where
    words do.
    """
    texts = [(document.id, document.text) for document in documents]
    for find in (_find_exactly, _find_folded, _find_cells):
        spans = tuple(Span(name, *place) for name, text in texts for place in find(evidence, text))
        if spans:
            return spans
    return ()


def find_missing_evidence(evidence: Iterable[str], documents: Sequence[Document]) -> list[str]:
    """Return the pieces of evidence that stand in none of the documents."""
    return [piece for piece in evidence if not locate(piece, documents)]


def _find_all(needle: str, haystack: str) -> Iterator[int]:
    start = haystack.find(needle) if needle else -1
    while start >= 0:
        yield start
        start = haystack.find(needle, start + 1)


def _find_exactly(evidence: str, text: str) -> Iterator[tuple[int, int]]:
    return ((start, start + len(evidence)) for start in _find_all(evidence, text))


def _find_folded(evidence: str, text: str) -> Iterator[tuple[int, int]]:
    needle, folded = fold(evidence).letters, fold(text)
    for first in _find_all(needle, folded.letters):
        start, end = folded.places[first], folded.places[first + len(needle) - 1] + 1
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            yield start, end


def _find_cells(evidence: str, text: str) -> Iterator[tuple[int, int]]:
    cells = [cell.strip() for cell in evidence.split("|") if cell.strip()]
    if len(cells) < 2:
        return
    pattern = r"(?<!\w)" + r"(?!\w)[^\n]*?(?<!\w)".join(re.escape(cell) for cell in cells) + r"(?!\w)"
    yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))
