"""Indexes of collections that are evaluated on the fly, kept for the next time."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from glob import escape
from pathlib import Path

from assistant import indexing
from assistant.indexing import index_collection
from assistant.settings import Settings
from corpus.collection import Collection, read_collection
from evals.errors import AbsentDataError
from evals.predicting import hash_packages
from index.durable import hash_file
from index.generation import has_index, open_generation
from index.manifest import FORMAT

Report = Callable[[str, int, int], None]

CACHE = Path("runs/.cache")
HASH_CHARACTERS = 16
INDEXED_WITH = ("indexing.py", "network.py", "*.safetensors")  # What the assistant adds to an index comes of these.


def read_documents(folder: Path) -> Collection:
    """Return the collection of a folder.

    Raises:
        AbsentDataError: There is no such folder, or nothing to read in it.
    """
    if not folder.is_dir():
        raise AbsentDataError(f"{folder}: there is no such folder of documents")
    collection = read_collection([folder])
    if not collection.documents:
        raise AbsentDataError(f"{folder}: there is no text or Markdown file to read in it")
    return collection


def read_index(root: Path, settings: Settings) -> Collection:
    """Return the collection that was indexed.

    Raises:
        SearchIndexError: There is no index, or it is damaged or stale.
    """
    with closing(open_generation(root, settings.model, settings.splitting)) as generation:
        return Collection(generation.manifest.collection, tuple(generation.texts.documents), ())


def find_or_build(
    name: str, collection: Collection, settings: Settings, report: Report, cache: Path = CACHE
) -> Path:  # fmt: skip
    """Return the root of an index of a collection: the one that was kept, or a new one in its place.

    It is kept under a hash of everything that makes it, so a change of a document, of the settings or of the code that
    reads and indexes gives a new one; older ones of the same name are removed.

    Raises:
        SearchIndexError: The index cannot be made.
    """
    root = cache / f"{name}-{_hash_index(collection, settings)[:HASH_CHARACTERS]}"
    if not has_index(root):
        for old in sorted(cache.glob(f"{escape(name)}-" + "[0-9a-f]" * HASH_CHARACTERS)):
            shutil.rmtree(old, ignore_errors=True)
        index_collection(settings.model_copy(update={"index": root}), collection, report)
    return root


def _hash_index(collection: Collection, settings: Settings) -> str:
    digest = hashlib.sha256(f"{FORMAT} {settings.model} {settings.splitting!r} {collection.title}\n".encode())
    digest.update(hash_packages("corpus", "index").encode())
    assistant = Path(indexing.__file__).parent
    for path in sorted(path for pattern in INDEXED_WITH for path in assistant.glob(pattern)):
        digest.update(hash_file(path).encode())
    for document in collection.documents:
        digest.update(document.model_dump_json().encode())
    return digest.hexdigest()
