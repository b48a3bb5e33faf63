"""The documents and passages of a generation, in one read-only SQLite file."""

import hashlib
import json
import sqlite3
import weakref
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from corpus.abbreviations import find_definitions
from corpus.document import Document
from corpus.readings import ReadingRecord
from corpus.splitting import Passage
from index.searching import Hit, ScoredPassage

READ_AT_ONCE = 1_000  # Passages.
SCHEMA = """
CREATE TABLE documents (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, description TEXT NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document_id TEXT NOT NULL, passage TEXT NOT NULL, embedded BLOB NOT NULL
);
CREATE INDEX passages_by_embedded ON passages (embedded);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE TABLE earlier (document_id TEXT NOT NULL, age INTEGER NOT NULL, text BLOB NOT NULL);
CREATE TABLE readings (key TEXT PRIMARY KEY, place INTEGER NOT NULL, changes TEXT NOT NULL, notices TEXT NOT NULL);
CREATE INDEX earlier_of_document ON earlier (document_id, age);
CREATE TABLE abbreviations (short TEXT PRIMARY KEY, long TEXT NOT NULL);
"""


class DocumentState(NamedTuple):
    """What a document is recognised by when its collection is read again."""

    id: str
    file: str
    sha256: str
    """Of the file's bytes."""


class EarlierText(NamedTuple):
    """What a document said before it changed."""

    document_id: str
    age: int
    """1 for the text just before the present one."""
    text: str


def write_embedded(passage: Passage) -> str:
    """Return the text that a passage is embedded by: what stands above it is searched and never quoted."""
    return f"{passage.heading_text}\n{passage.text}"


def hash_embedded(passage: Passage) -> bytes:
    """Return the sha256 of the text that a passage is embedded by: equal ones have equal vectors."""
    return hashlib.sha256(write_embedded(passage).encode()).digest()


def write_texts(
    path: Path,
    documents: Sequence[Document],
    passages: Iterable[Passage],
    earlier: Iterable[EarlierText] = (),
    readings: Iterable[ReadingRecord] = (),
) -> None:
    """Write a new file; passage ids are the passages' places, from 0.

    Raises:
        OSError: The file cannot be written.
    """
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path)
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?)",
            ((position, document.id, document.model_dump_json()) for position, document in enumerate(documents)),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)",
            (
                (number, passage.document_id, passage.model_dump_json(), hash_embedded(passage))
                for number, passage in enumerate(passages)
            ),
        )
        connection.executemany(
            "INSERT INTO earlier VALUES (?, ?, ?)",
            ((one.document_id, one.age, zlib.compress(one.text.encode())) for one in earlier),
        )
        # Two files of the same bytes can have one key only where one of them was named twice.
        connection.executemany(
            "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?)",
            ((one.key, one.place, one.changes, json.dumps(one.notices)) for one in readings),
        )
        connection.executemany("INSERT INTO abbreviations VALUES (?, ?)", _list_abbreviations(documents))
        connection.commit()
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise OSError(f"{path.name}: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def _list_abbreviations(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Return each abbreviation with what the documents say most often that it stands for, in the fewest words."""
    meanings: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for one in find_definitions(document.text):
            meanings[one.short][" ".join(one.long.split())] += 1
    return [
        (short, min(counts, key=lambda long: (-counts[long], len(long), long)))
        for short, counts in sorted(meanings.items())
    ]


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that nobody writes to any more.

    Raises:
        OSError: The file cannot be opened.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        return sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise OSError(f"{path}: {error}") from error


class Texts:
    """Documents and passages by id. Safe to use from several threads.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        # Whoever answers from an older generation may be the last to let go of it.
        self._close = weakref.finalize(self, self._connection.close)
        self._lock = Lock()

    @cached_property
    def _documents(self) -> dict[str, Document]:
        rows = self._query("SELECT description FROM documents ORDER BY position")
        return {document.id: document for document in (Document.model_validate_json(text) for (text,) in rows)}

    def load_documents(self) -> None:
        """Read all documents now, and not when the first is asked for."""
        _ = self._documents

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    @property
    def documents(self) -> Sequence[Document]:
        """All documents, in the order of the collection."""
        return tuple(self._documents.values())

    def find_document(self, document_id: str) -> Document | None:
        """Return a document, or None where there is none of that id."""
        return self._documents.get(document_id)

    def list_states(self) -> list[DocumentState]:
        """Return what identifies each document, in the order of the collection, without reading texts into memory."""
        rows = self._query(
            "SELECT id, json_extract(description, '$.file'), json_extract(description, '$.sha256')"
            " FROM documents ORDER BY position"
        )
        return [DocumentState(*row) for row in rows]

    def read_document(self, document_id: str) -> Document | None:
        """Return a document, read anew, or None where there is none of that id."""
        rows = self._query("SELECT description FROM documents WHERE id = ?", [document_id])
        return Document.model_validate_json(rows[0][0]) if rows else None

    def read_passages(self, ids: Iterable[int]) -> list[Passage]:
        """Return the passages of these ids, in their order."""
        wanted = list(ids)
        rows = self._query(
            "SELECT id, passage FROM passages WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(wanted)]
        )
        found = {int(number): Passage.model_validate_json(text) for number, text in rows}
        return [found[number] for number in wanted]

    def score_passages(self, hits: Sequence[Hit]) -> list[ScoredPassage]:
        """Return the passages of hits, in their order."""
        passages = self.read_passages(hit.id for hit in hits)
        return [ScoredPassage(hit.id, passage, hit.score) for hit, passage in zip(hits, passages, strict=True)]

    def list_passage_ids(self, document_ids: Iterable[str]) -> list[int]:
        """Return the ids of the passages of these documents, ascending."""
        rows = self._query(
            "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [json.dumps(sorted(document_ids))],
        )
        return [int(number) for (number,) in rows]

    def list_passages(self) -> Iterator[Passage]:
        """Yield all passages in the order of their ids, a few in memory at once."""
        total = self.count_passages()
        for start in range(0, total, READ_AT_ONCE):
            yield from self.read_passages(range(start, min(start + READ_AT_ONCE, total)))

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return int(self._query("SELECT count(*) FROM passages")[0][0])

    def find_embedded(self, sha256: bytes) -> int | None:
        """Return the id of a passage of this `hash_embedded`, None where there is none."""
        rows = self._query("SELECT min(id) FROM passages WHERE embedded = ?", [sha256])
        return None if rows[0][0] is None else int(rows[0][0])

    def read_earlier(self, document_id: str) -> Iterator[EarlierText]:
        """Yield what a document said before, the latest first."""
        rows: Iterable[tuple[object, ...]] = self._query(
            "SELECT age, text FROM earlier WHERE document_id = ? ORDER BY age", [document_id]
        )
        for age, text in rows:
            assert isinstance(age, int)
            assert isinstance(text, bytes)
            yield EarlierText(document_id, age, zlib.decompress(text).decode())

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """The abbreviations that the documents explain, each with what it stands for."""
        return {row[0]: row[1] for row in self._query("SELECT short, long FROM abbreviations ORDER BY short")}

    def close(self) -> None:
        """Close the file."""
        self._close()
