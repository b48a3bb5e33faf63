"""A generation is not removed while somebody opens it.

Whoever opens one holds a shared lock on its folder meanwhile; whoever removes one takes the exclusive
lock first, without waiting. What is open stays readable: the operating system keeps it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def leasing(folder: Path) -> Iterator[None]:
    """Keep a folder from being removed.

    Raises:
        FileNotFoundError: It is not there, or no more.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if not os.path.samestat(os.fstat(descriptor), folder.stat()):
            raise FileNotFoundError(f"{folder}: was replaced")
        yield
    finally:
        os.close(descriptor)


def put_aside(folder: Path, aside: Path) -> bool:
    """Rename a folder unless somebody leases it; return whether it was renamed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.replace(folder, aside)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
