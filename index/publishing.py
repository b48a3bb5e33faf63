"""Writing a generation and making it the live one, or leaving everything as it was."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from index.durable import hash_bytes, hash_file, replace_file, sync_file, sync_folder, write_file
from index.errors import SearchIndexError
from index.history import collect, find_live_or_none, list_others
from index.layout import CURRENT_FILE, DENSE_FILE, DRAFT, GENERATIONS, LEXICAL_FOLDER, TEXTS_FILE, list_generations
from index.locking import explain_fault
from index.manifest import MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, FileRecord, Manifest
from index.verifying import find_live

Complete = Callable[[Path, Manifest], None]


@contextmanager
def drafting(root: Path) -> Iterator[Path]:
    """Give the empty folder of a generation to be written; it is gone afterwards, published or not.

    Raises:
        IndexWriteError: Disk full or another fault of the file system; the live generation stays.
    """
    draft = root / GENERATIONS / DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / LEXICAL_FOLDER).mkdir(parents=True)
        yield draft
    except OSError as error:
        raise explain_fault(root, error, _measure(draft)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(
    root: Path,
    draft: Path,
    describe: Callable[[str, Mapping[str, FileRecord]], Manifest],
    complete: Complete | None = None,
) -> Manifest:
    """Make a draft whose files are all written the live generation. Call it inside `writing` and `drafting`.

    The live generation of before is kept beside it; older ones are removed.

    Args:
        describe: Returns the manifest of a generation's name and files.
        complete: Adds files to the draft, which can be read by then.

    Raises:
        OSError: The live generation stays.
    """
    before = find_live_or_none(root)
    files = _record_files(draft)
    number = f"{max(map(int, list_generations(root)), default=0) + 1:06d}"
    sha256 = hash_bytes((files[TEXTS_FILE].sha256 + files[DENSE_FILE].sha256).encode())
    manifest = describe(f"{number}-{sha256[:12]}", files)
    if complete is not None:
        complete(draft, manifest)
        manifest = manifest.model_copy(update={"files": _record_files(draft)})
    _write_manifest(draft, manifest)
    _publish(root, draft, number)
    collect(root, number, list_others(root) if before is None else [before, *list_others(root)])
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
