"""Sheets of a series: documents that carry the same labels, each about a thing of its own."""

from functools import lru_cache

from corpus.document import Document
from corpus.lines import LABEL, is_label
from index.texts import Texts

LEAST_COMMON = 3  # Labels that sheets of a series have in common, each with a value of its own.
MOST_REMEMBERED = 2048  # Documents.


class Series:
    """Which documents of a generation are sheets of one series. Safe to use from several threads."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._find_labels = lru_cache(MOST_REMEMBERED)(self._read_labels)

    def holds(self, one: str, other: str) -> bool:
        """Return whether two documents, by id, are different sheets of one series.

        Labels whose values are the same in both, such as those of an address, tell nothing.
        """
        if one == other:
            return False
        first, second = self._find_labels(one), self._find_labels(other)
        return sum(second.get(label, value) != value for label, value in first.items()) >= LEAST_COMMON

    def _read_labels(self, document_id: str) -> dict[str, str]:
        document = self._texts.find_document(document_id)
        return {} if document is None else _list_labels(document)


def _list_labels(document: Document) -> dict[str, str]:
    """Return the labels of a document's lines with their values, the first of each."""
    lines = [document.text[block.start : block.end] for block in document.blocks]
    matches = [match for line in lines if is_label(line) for match in [LABEL.match(line)] if match]
    return {match["label"].casefold(): match["value"].casefold() for match in reversed(matches)}
