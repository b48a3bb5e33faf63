"""The readings that a generation was made of: files that did not change need no parsing."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.document import Document
from corpus.reading import Reading
from corpus.readings import ReadingRecord, restore_reading
from index.layout import GENERATIONS, TEXTS_FILE
from index.leasing import leasing
from index.reusing import find_sound
from index.texts import connect


class IndexedReadings:
    """The readings of a file of `index.texts`. Not safe to use from several threads.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)

    def find(self, key: str) -> Reading | None:
        """Return what came of a file, None where it is not known."""
        row = self._connection.execute(
            "SELECT place, changes, notices, description FROM readings JOIN documents ON position = place"
            " WHERE key = ?",
            [key],
        ).fetchone()
        if row is None:
            return None
        place, changes, notices, description = row
        record = ReadingRecord(key, place, changes, tuple(json.loads(notices)))
        return restore_reading(record, Document.model_validate_json(description))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def open_readings(root: Path) -> Iterator[IndexedReadings | None]:
    """Give the readings of the generation that the next one will be made from; None where there is none.

    Nobody is kept from writing meanwhile: readings are known by all that they came of, so older ones do no harm.
    """
    readings = _open(root)
    if readings is None:
        yield None
        return
    with closing(readings):
        yield readings


def _open(root: Path) -> IndexedReadings | None:
    found = find_sound(root)
    if found is None:
        return None
    folder = root / GENERATIONS / found[0]
    try:
        with leasing(folder):
            return IndexedReadings(folder / TEXTS_FILE)
    except OSError:
        return None  # It was removed meanwhile, and newer ones stand in its place: everything is read.
