"""The generations of an index: listing, checking, going back to one, removing old ones."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from index.durable import replace_file, sync_folder
from index.errors import DamagedIndexError, SearchIndexError
from index.layout import CURRENT_FILE, DRAFT, GENERATIONS, REMOVED, list_generations
from index.leasing import put_aside
from index.locking import explain_fault, writing
from index.manifest import Manifest
from index.verifying import find_live, read_manifest, verify_files


class GenerationState(NamedTuple):
    """One generation of an index."""

    name: str
    live: bool
    manifest: Manifest | None
    """None where it cannot be read."""
    size_bytes: int
    fault: str | None
    """What is wrong with it; None also where nobody looked."""


def find_live_or_none(root: Path) -> str | None:
    """Return the name of the live generation; None where there is none or it cannot be told."""
    try:
        return find_live(root)
    except SearchIndexError:
        return None


def list_others(root: Path) -> list[str]:
    """Return the names of all generations but the live one, newest first."""
    live = find_live_or_none(root)
    return [name for name in reversed(list_generations(root)) if name != live]


def describe_generations(root: Path, verified: bool) -> list[GenerationState]:
    """Return all generations, oldest first.

    Args:
        verified: Whether all their files are compared with their checksums.

    Raises:
        MissingIndexError: There is no index.
        DamagedIndexError: It cannot be told which one is live.
    """
    live = find_live(root)
    return [_describe(root, name, name == live, verified) for name in list_generations(root)]


def _describe(root: Path, name: str, live: bool, verified: bool) -> GenerationState:
    manifest, fault = None, None
    try:
        manifest = read_manifest(root, name)
        if verified:
            verify_files(root, name, manifest)
    except SearchIndexError as error:
        fault = str(error)
    size = sum(record.size for record in manifest.files.values()) if manifest else 0
    return GenerationState(name, live, manifest, size, fault)


def roll_back(root: Path, name: str | None = None) -> Manifest:
    """Make an older generation the live one and return its manifest.

    Args:
        name: None for the newest sound one before the live one.

    Raises:
        MissingIndexError: There is no index.
        BusyIndexError: Somebody else writes.
        DamagedIndexError: The generation is not sound, or there is none to go back to. The live one stays.
        IndexWriteError: It cannot be written which one is live.
    """
    with writing(root):
        live = find_live_or_none(root)
        if name is None:
            name = _find_former(root, live)
        manifest = read_manifest(root, name)
        verify_files(root, name, manifest)
        try:
            replace_file(root / CURRENT_FILE, f"{name}\n".encode())
        except OSError as error:
            raise explain_fault(root, error) from error
        return manifest


def _find_former(root: Path, live: str | None) -> str:
    for name in reversed(list_generations(root)):
        if live is not None and int(name) >= int(live):
            continue
        if _is_sound(root, name):
            return name
    raise DamagedIndexError(f"{root}: there is no sound generation to go back to; see `palermo generations verify`")


def collect_old(root: Path) -> list[str]:
    """Remove all generations but the live one and the newest other sound one; return the names of those removed.

    Raises:
        MissingIndexError: There is no index.
        BusyIndexError: Somebody else writes.
        DamagedIndexError: It cannot be told which one is live.
    """
    with writing(root):
        live = find_live(root)
        return collect(root, live, list_others(root))


def collect(root: Path, live: str, spares: Iterable[str]) -> list[str]:
    """Remove all generations but two and what interrupted writers left; return the names of those removed.

    One that cannot be removed, or that somebody is opening, is left for the next time. Call it inside `writing`.

    Args:
        live: One that is kept.
        spares: The first of them that is sound is kept as well.
    """
    kept = {live, next((name for name in spares if _is_sound(root, name)), live)}
    removed: list[str] = []
    with suppress(OSError):
        for left in _list_leftovers(root):
            shutil.rmtree(left, ignore_errors=True)
            left.unlink(missing_ok=True)
    for name in list_generations(root):
        if name in kept:
            continue
        # Under another name first: a reader finds a whole generation or none.
        aside = root / GENERATIONS / f"{REMOVED}{name}"
        with suppress(OSError):
            if put_aside(root / GENERATIONS / name, aside):
                sync_folder(aside.parent)
                removed.append(name)
                shutil.rmtree(aside, ignore_errors=True)
    return removed


def _is_sound(root: Path, name: str) -> bool:
    try:
        verify_files(root, name, read_manifest(root, name))
    except SearchIndexError:
        return False
    return True


def _list_leftovers(root: Path) -> list[Path]:
    inside = (root / GENERATIONS).iterdir()
    return [
        *(path for path in inside if path.name == DRAFT or path.name.startswith(REMOVED)),
        *root.glob(f".{CURRENT_FILE}.*"),
    ]
