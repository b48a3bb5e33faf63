"""Writing a generation and making it the live one, or leaving everything as it was."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.document import Document
from corpus.splitting import Passage, Splitting
from index.dense import build_dense
from index.durable import hash_bytes, hash_file, replace_file, sync_file, sync_folder, write_file
from index.encoding import Vectors
from index.errors import BusyIndexError, IndexWriteError
from index.generation import CURRENT_FILE, DENSE_FILE, GENERATIONS, LEXICAL_FOLDER, TEXTS_FILE
from index.lexical import write_lexical
from index.manifest import MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, FileRecord, Manifest, ModelRecord
from index.texts import write_texts

LOCK_FILE = "writing.lock"
DRAFT = ".draft"
KEPT = 2  # Generations: the live one and the one before it.


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the right to write an index; it ends with the process at the latest.

    Raises:
        BusyIndexError: Somebody else holds it.
        IndexWriteError: Nothing can be written there.
    """
    lock = FileLock(root / LOCK_FILE)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyIndexError(f"{root}: another process is writing this index; try again when it is done") from error
    except OSError as error:
        raise _explain_fault(root, error) from error
    try:
        yield
    finally:
        lock.release()


def write_generation(
    root: Path,
    collection: str,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    vectors: Vectors,
    model: ModelRecord,
    splitting: Splitting,
    language: str,
    write_companions: Callable[[Path], None] | None = None,
    companions: Mapping[str, str] | None = None,
) -> Manifest:
    """Write a generation and make it the live one. Call it inside `writing`.

    Args:
        vectors: (passages, dimensions) float32, unit rows.
        write_companions: Writes into a folder what else belongs to the generation: the question encoder.
        companions: Names of further companions, and the sha256 of what they were made of.

    Raises:
        IndexWriteError: Disk full or another fault of the file system; the live generation stays.
    """
    generations = root / GENERATIONS
    draft = generations / DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / LEXICAL_FOLDER).mkdir(parents=True)
        write_file(draft / DENSE_FILE, build_dense(vectors))
        write_texts(draft / TEXTS_FILE, documents, passages)
        write_lexical(draft / LEXICAL_FOLDER, passages, language)
        if write_companions:
            write_companions(draft)
        files = _record_files(draft)
        number = max((int(path.name) for path in _list_generations(root)), default=0) + 1
        content = hash_bytes((files[TEXTS_FILE].sha256 + files[DENSE_FILE].sha256).encode())
        manifest = Manifest(
            generation=f"{number:06d}-{content[:12]}",
            collection=collection,
            model=model,
            splitting=splitting,
            language=language,
            documents=len(documents),
            passages=len(passages),
            companions=dict(companions or {}),
            files=files,
        )
        _write_manifest(draft, manifest)
        _publish(root, draft, f"{number:06d}")
    except OSError as error:
        raise _explain_fault(root, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _collect(root, live=number)
    return manifest


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    data = manifest.model_dump_json(indent=1).encode()
    write_file(folder / MANIFEST_CHECKSUM_FILE, hash_bytes(data).encode())
    write_file(folder / MANIFEST_FILE, data)
    sync_folder(folder)


def _publish(root: Path, draft: Path, name: str) -> None:
    """Make a finished draft the live generation; it is gone again if that fails."""
    folder = root / GENERATIONS / name
    try:
        os.replace(draft, folder)
        sync_folder(folder.parent)
        replace_file(root / CURRENT_FILE, f"{name}\n".encode())
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _explain_fault(root: Path, error: OSError) -> IndexWriteError:
    space = f" ({shutil.disk_usage(root).free // 1_000_000:,} MB free)" if root.exists() else ""
    return IndexWriteError(
        f"{root}: could not write the index: {error.strerror or error}{space}; the index that was there is untouched"
    )


def _record_files(folder: Path) -> dict[str, FileRecord]:
    records: dict[str, FileRecord] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
            records[path.relative_to(folder).as_posix()] = FileRecord(size=path.stat().st_size, sha256=hash_file(path))
        else:
            sync_folder(path)
    return records


def _list_generations(root: Path) -> list[Path]:
    return sorted(path for path in (root / GENERATIONS).iterdir() if path.name.isdigit())


def _collect(root: Path, live: int) -> None:
    """Remove all but the live generation and the last ones before it."""
    old = [path for path in _list_generations(root) if int(path.name) <= live][:-KEPT]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
