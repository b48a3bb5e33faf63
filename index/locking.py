"""The right to write an index: one writer at a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BusyIndexError, IndexWriteError

LOCK_FILE = "writing.lock"


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
        raise explain_fault(root, error) from error
    try:
        yield
    finally:
        with suppress(OSError):  # What was written is written; the lock ends with its descriptor.
            lock.release()


def explain_fault(root: Path, error: OSError, written_bytes: int = 0) -> IndexWriteError:
    """Return what went wrong with writing, in words.

    Args:
        written_bytes: What the unfinished generation had grown to.
    """
    told = []
    if written_bytes:
        told.append(f"more than {_write_megabytes(written_bytes)} needed")
    with suppress(OSError):
        told.append(f"{_write_megabytes(shutil.disk_usage(root).free)} free")
    space = f" ({', '.join(told)})" if told else ""
    return IndexWriteError(
        f"{root}: could not write the index: {error.strerror or error}{space}; the index that was there is untouched"
    )


def _write_megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.0f} MB" if count >= 1_000_000 else f"{count:,} bytes"
