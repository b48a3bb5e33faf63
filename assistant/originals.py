"""The files that people may want to see as they were, kept in the index with what was made of them.

They are copied, so that what a citation opens is what was read, whatever became of the file since.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from corpus.collection import Collection, Original
from corpus.document import Document
from index.companions import Companion
from index.durable import write_file

COMPANION = "originals"
FOLDER = "originals"


def keep_originals(collection: Collection) -> list[Companion]:
    """Return what writes the originals of a collection into a generation; nothing where it has none."""
    if not collection.originals:
        return []
    names = "".join(sorted(original.sha256 for original in collection.originals))
    made_of = hashlib.sha256(names.encode()).hexdigest()
    return [Companion(COMPANION, made_of, lambda folder: _write(folder / FOLDER, collection.originals))]


def _write(folder: Path, originals: Sequence[Original]) -> None:
    folder.mkdir()
    for original in originals:
        try:
            data = original.path.read_bytes()
        except FileNotFoundError:
            continue  # Gone since it was read: what was read of it stands, there is no original to offer.
        if hashlib.sha256(data).hexdigest() == original.sha256:
            write_file(folder / f"{original.sha256}.pdf", data)


def find_original(generation: Path, document: Document) -> Path | None:
    """Return the file that a document was read from, None where it is not kept."""
    path = generation / FOLDER / f"{document.sha256}.pdf"
    return path if document.sha256 and path.is_file() else None
