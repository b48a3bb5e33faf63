"""Versions of one document: what is published again under the same title, but for its date or number."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from assistant.values import DATE
from corpus.document import Document
from index.texts import Texts

MOST_REMEMBERED = 2048  # Documents.
NUMBERED = re.compile(
    r"\b(?:version|revision|rev|update|edition|issue|v|no|nr|number)[.:]?\s*#?(?P<number>\d+(?:\.\d+)*)"
    r"|\b(?P<ordinal>\d+)(?:st|nd|rd|th) (?:edition|version|revision|update)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+")


class Edition(NamedTuple):
    """What tells which document a text is a version of, and which version."""

    work: tuple[str, ...]
    """Kind, and the words of the title without date and number."""
    published: date | None
    number: tuple[int, ...]


class Versions:
    """Which documents of a generation are newer versions of others. Safe to use from several threads."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._find_edition = lru_cache(MOST_REMEMBERED)(self._read_edition)

    def is_newer(self, one: str, other: str) -> bool:
        """Return whether a document, by id, is a newer version of another."""
        if one == other:
            return False
        first, second = self._find_edition(one), self._find_edition(other)
        if first is None or second is None or first.work != second.work:
            return False
        if first.published and second.published and first.published != second.published:
            return first.published > second.published
        return bool(first.number and second.number and first.number > second.number)

    def _read_edition(self, document_id: str) -> Edition | None:
        document = self._texts.find_document(document_id)
        return None if document is None else find_edition(document)


def find_edition(document: Document) -> Edition | None:
    """Return which version of what a document is; None where its title has no words of its own."""
    numbered = NUMBERED.search(document.title)
    number = (numbered["number"] or numbered["ordinal"]) if numbered else ""
    words = WORD.findall(DATE.sub(" ", NUMBERED.sub(" ", document.title)).casefold())
    if not words:
        return None
    return Edition((document.kind, *words), document.published, tuple(map(int, number.split("."))) if number else ())
