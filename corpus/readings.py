"""Readings that need not be made again: each is known by all that it came of."""

import hashlib
import json
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, Protocol

from corpus.document import Document
from corpus.limits import Limits
from corpus.reading import Entry, Reading

# The libraries that files are parsed with; another version may read a file in another way.
LIBRARIES = ("charset-normalizer", "lxml", "markdown-it-py", "pypdfium2", "python-docx", "python-pptx")


class ReadingRecord(NamedTuple):
    """From what a document of a collection was read, and how that reading differs from the document."""

    key: str
    """Of `name_reading`."""
    place: int
    """Of the document among the collection's, from 0."""
    changes: str
    """Fields of the document as it was read, before ids were made unique and equal texts joined: a JSON object."""
    notices: tuple[str, ...] = ()


class Readings(Protocol):
    """Readings that were made before."""

    def find(self, key: str) -> Reading | None:
        """Return what came of a file, None where it is not known."""
        ...


def name_reading(sha256: str, entry: Entry, language: str, limits: Limits) -> str:
    """Return the key of what reading a file gives: equal keys give equal readings.

    Args:
        sha256: Of the file's bytes.
        language: Of a text for which neither the entry nor the file tells one.
    """
    parts = (hash_readers(), sha256, entry.model_dump_json(), language, limits.model_dump_json())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def hash_readers() -> str:
    """Return the sha256 of what turns bytes into documents: this package's code, and its libraries' versions."""
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for name in LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def record_reading(key: str, place: int, reading: Reading, kept: Document) -> ReadingRecord:
    """Return the record of a reading.

    Args:
        kept: The document that the collection holds for it: itself, or another of the same text.
    """
    read = reading.document
    # The id is told in any case, since an index may give the document another one.
    differing = {name for name in Document.model_fields if getattr(read, name) != getattr(kept, name)} | {
        "id",
        "copies",
    }
    return ReadingRecord(key, place, read.model_dump_json(include=differing), reading.notices)


def restore_reading(record: ReadingRecord, kept: Document) -> Reading:
    """Return the reading that a record was made of.

    Args:
        kept: The document at the record's place, whatever its id and copies.
    """
    document = Document.model_validate({**kept.model_dump(), **json.loads(record.changes)})
    return Reading(document=document, notices=record.notices)
