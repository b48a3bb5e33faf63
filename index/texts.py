"""The documents and passages of a generation, in one read-only SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

from corpus.document import Document
from corpus.splitting import Passage
from index.searching import Hit, ScoredPassage

SCHEMA = """
CREATE TABLE documents (position INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, description TEXT NOT NULL);
CREATE TABLE passages (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL, passage TEXT NOT NULL);
CREATE INDEX passages_of_document ON passages (document_id);
"""


def write_texts(path: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    """Write a new file; passage ids are the passages' positions, from 0.

    Raises:
        OSError: The file cannot be written.
    """
    connection = sqlite3.connect(path)
    try:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?)",
            ((position, document.id, document.model_dump_json()) for position, document in enumerate(documents)),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)",
            ((number, passage.document_id, passage.model_dump_json()) for number, passage in enumerate(passages)),
        )
        connection.commit()
        connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise OSError(f"{path.name}: {error}") from error
    finally:
        connection.close()


class Texts:
    """Documents and passages by id. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()
        rows = self._query("SELECT description FROM documents ORDER BY position")
        self._documents = {
            document.id: document for document in (Document.model_validate_json(text) for (text,) in rows)
        }

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

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
