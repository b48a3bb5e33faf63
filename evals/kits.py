"""Kits: a collection of documents with its suite each, some to tune on and some kept for reporting."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

from evals.errors import AbsentDataError, MisuseError
from evals.suite import KIT_FILE, Split

DOCUMENTS = "documents"

HALVES: dict[str, Split] = {
    "asteroid-watch": "tuning",
    "city-heat": "tuning",
    "film-heritage": "tuning",
    "language-archive": "tuning",
    "night-trains": "tuning",
    "ocean-plastics": "tuning",
    "open-satellites": "reporting",
    "river-court": "reporting",
    "seed-vaults": "reporting",
    "wetland-accord": "reporting",
}


class Kit(NamedTuple):
    """A folder with a suite and its documents."""

    name: str
    suite: Path
    documents: Path
    split: Split | None
    """The half that the whole kit belongs to; None for one that is not known here."""


Use = Literal["training", "training-2", "training-3", "fitting"]


def find_written(use: Use) -> Path:
    """Return the folder of the kits written for a use: batches to train the network, and some to fit what weighs it."""
    return Path(str(resources.files("evals"))) / "collections" / use


def find_kits(folder: Path, only: Sequence[str] = ()) -> list[Kit]:
    """Return the kits in a folder, by name.

    Args:
        only: Names of those that are wanted; all of them if empty.

    Raises:
        AbsentDataError: There is no kit.
        MisuseError: A name that is wanted is not there.
    """
    suites = sorted(folder.glob(f"*/{KIT_FILE}"))
    if not suites:
        raise AbsentDataError(f"{folder}: there are no kits (a kit is a folder with {KIT_FILE} and {DOCUMENTS}/)")
    kits = [Kit(path.parent.name, path, path.parent / DOCUMENTS, HALVES.get(path.parent.name)) for path in suites]
    unknown = sorted(set(only) - {kit.name for kit in kits})
    if unknown:
        raise MisuseError(f"{folder}: no kit {', '.join(unknown)}; there are {', '.join(kit.name for kit in kits)}")
    return [kit for kit in kits if not only or kit.name in only]
