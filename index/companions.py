"""What is made with an index, kept in its generations and verified with them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Companion(NamedTuple):
    """Something that an index's users need beside it: the question encoder, the reader."""

    name: str
    sha256: str
    """Of what it is made of."""
    write: Callable[[Path], None]
    """Writes its files into a folder."""


def write_companion(folder: Path, companion: Companion) -> tuple[str, ...]:
    """Write a companion into a folder and return the paths of its files there, with "/" between their parts.

    Raises:
        OSError: The files cannot be written.
    """
    before = set(folder.rglob("*"))
    companion.write(folder)
    return tuple(
        sorted(path.relative_to(folder).as_posix() for path in set(folder.rglob("*")) - before if path.is_file())
    )
