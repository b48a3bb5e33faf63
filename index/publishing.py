"""Writing a generation and making it the live one, or leaving everything as it was."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document
from corpus.splitting import Passage, Splitting
from index.companions import Companion, write_companion
from index.dense import build_dense
from index.durable import hash_bytes, hash_file, replace_file, sync_file, sync_folder, write_file
from index.encoding import Vectors
from index.errors import SearchIndexError
from index.history import collect, find_live_or_none, list_others
from index.layout import CURRENT_FILE, DENSE_FILE, DRAFT, GENERATIONS, LEXICAL_FOLDER, TEXTS_FILE, list_generations
from index.lexical import write_lexical
from index.locking import explain_fault
from index.manifest import MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, FileRecord, Manifest, ModelRecord
from index.texts import EarlierText, write_texts
from index.verifying import find_live

Complete = Callable[[Path, Manifest], None]


class Content(NamedTuple):
    """What a generation holds."""

    collection: str
    documents: Sequence[Document]
    passages: Sequence[Passage]
    vectors: Vectors
    """(passages, dimensions) float32, unit rows."""
    earlier: Sequence[EarlierText]
    language: str
    """Of the lexical index's stemming."""
    reused: int
    """Passages whose vectors are those of the generation before."""


def write_generation(
    root: Path,
    content: Content,
    model: ModelRecord,
    splitting: Splitting,
    companions: Sequence[Companion] = (),
    begin: Callable[[], None] = lambda: None,
    complete: Complete | None = None,
) -> Manifest:
    """Write a generation and make it the live one. Call it inside `writing`.

    The live generation of before is kept beside it; older ones are removed.

    Args:
        begin: Called when the companions are written.
        complete: Adds files to the generation, which can be read by then, in its folder.

    Raises:
        IndexWriteError: Disk full or another fault of the file system; the live generation stays.
    """
    draft = root / GENERATIONS / DRAFT
    before = find_live_or_none(root)
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / LEXICAL_FOLDER).mkdir(parents=True)
        companion_files = {companion.name: write_companion(draft, companion) for companion in companions}
        begin()
        write_file(draft / DENSE_FILE, build_dense(content.vectors))
        write_texts(draft / TEXTS_FILE, content.documents, content.passages, content.earlier)
        write_lexical(draft / LEXICAL_FOLDER, content.passages, content.language)
        files = _record_files(draft)
        name = f"{max(map(int, list_generations(root)), default=0) + 1:06d}"
        sha256 = hash_bytes((files[TEXTS_FILE].sha256 + files[DENSE_FILE].sha256).encode())
        manifest = Manifest(
            generation=f"{name}-{sha256[:12]}",
            collection=content.collection,
            model=model,
            splitting=splitting,
            language=content.language,
            documents=len(content.documents),
            passages=len(content.passages),
            companions={companion.name: companion.sha256 for companion in companions},
            companion_files=companion_files,
            reused=content.reused,
            files=files,
        )
        if complete is not None:
            complete(draft, manifest)
            manifest = manifest.model_copy(update={"files": _record_files(draft)})
        _write_manifest(draft, manifest)
        _publish(root, draft, name)
    except OSError as error:
        written = _measure(draft)
        raise explain_fault(root, error, written) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    collect(root, name, list_others(root) if before is None else [before, *list_others(root)])
    return manifest


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    data = manifest.model_dump_json(indent=1).encode()
    write_file(folder / MANIFEST_CHECKSUM_FILE, hash_bytes(data).encode())
    write_file(folder / MANIFEST_FILE, data)
    sync_folder(folder)


def _publish(root: Path, draft: Path, name: str) -> None:
    """Make a finished draft the live generation; it is gone again if that fails."""
    folder = root / GENERATIONS / name
    os.replace(draft, folder)
    try:
        sync_folder(folder.parent)
        replace_file(root / CURRENT_FILE, f"{name}\n".encode())
    except OSError:
        if not _may_be_live(root, name):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _may_be_live(root: Path, name: str) -> bool:
    """Return whether a generation must stay, since `CURRENT` names it or cannot be read."""
    if not (root / CURRENT_FILE).exists():
        return False
    try:
        return find_live(root) == name
    except SearchIndexError:
        return True


def _measure(folder: Path) -> int:
    """Return the bytes in a folder, as far as they can be told."""
    total = 0
    with suppress(OSError):
        for path in folder.rglob("*"):
            total += path.stat().st_size
    return total


def _record_files(folder: Path) -> dict[str, FileRecord]:
    records: dict[str, FileRecord] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
            records[path.relative_to(folder).as_posix()] = FileRecord(size=path.stat().st_size, sha256=hash_file(path))
        else:
            sync_folder(path)
    return records
