"""Making an index of sources, with everything that an assistant needs in it."""

import sys
import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.cross_encoding import READER, find_reader_weights
from assistant.originals import keep_originals
from assistant.settings import Settings
from corpus.collection import Collection, Skipped, find_press_kit, read_collection
from corpus.limits import Limits
from index.building import Load, Report, build_index, ignore_progress, load_encoder
from index.companions import Companion
from index.durable import hash_file
from index.manifest import Manifest
from index.model import PACKAGED, find_model
from index.readings import open_readings

STANDARD_INPUT = Path("-")
PIECE_BYTES = 1_000_000


class Summary(NamedTuple):
    """What was done."""

    manifest: Manifest
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...]
    reread: int
    """Files that were parsed; all others were known from the generation before."""
    seconds: float


def summarise(manifest: Manifest, collection: Collection, began: float) -> Summary:
    """Return what was done since a time of `time.perf_counter`."""
    reread = len(collection.readings) - collection.reused
    return Summary(manifest, collection.skipped, collection.notices, reread, time.perf_counter() - began)


def index_sources(settings: Settings, sources: Sequence[Path], report: Report, reuse: bool = True) -> Summary:
    """Index files, folders, patterns and, as `-`, standard input; the packaged press kit where none are named.

    Args:
        reuse: Whether what has not changed is taken from the generation before.

    Raises:
        CorpusError: A source or a `collection.toml` is not there or makes no sense.
        SearchIndexError: The index cannot be written.
    """
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        piped = [
            _keep_input(Path(folder), settings.limits) if source == STANDARD_INPUT else source for source in sources
        ]
        with open_readings(settings.index) if reuse else nullcontext() as known:
            collection = read_collection(piped or [find_press_kit()], report, settings.limits, known)
        manifest = index_collection(settings, collection, report, reuse=reuse, suggest=True)
    return summarise(manifest, collection, began)


def _keep_input(folder: Path, limits: Limits) -> Path:
    """Return the file that standard input is kept in while it is read; it is known by its first bytes."""
    path = folder / "stdin"
    most = limits.file_bytes + 1  # One more, so that what is longer is refused and not cut.
    with path.open("wb") as file:
        while most > 0 and (piece := sys.stdin.buffer.read(min(most, PIECE_BYTES))):
            most -= file.write(piece)
    return path


def index_collection(
    settings: Settings,
    collection: Collection,
    report: Report = ignore_progress,
    load: Load = load_encoder,
    reuse: bool = True,
    suggest: bool = False,
) -> Manifest:
    """Index a collection, and export the reader into its generation.

    Args:
        load: Returns the encoder of the model, if anything is to be encoded.
        reuse: Whether what has not changed is taken from the generation before.
        suggest: Whether questions to begin with are looked for, which takes some seconds.

    Raises:
        SearchIndexError: The index cannot be written.
    """

    def complete(folder: Path, manifest: Manifest) -> None:
        report("looking for questions to suggest", 0, 1)
        _write_suggestions(settings, folder, manifest)
        report("looking for questions to suggest", 1, 1)

    reader = Companion(READER, hash_file(find_reader_weights()), _write_reader)
    return build_index(
        settings.index,
        collection,
        settings.model,
        settings.splitting,
        report,
        [reader, *keep_originals(collection)],
        load,
        reuse,
        settings.exact_passages,
        complete if suggest else None,
    )


def write_summary(summary: Summary) -> str:
    """Return what was done, in words."""
    manifest = summary.manifest
    return (
        f"{manifest.documents} documents, {manifest.passages} passages ({manifest.reused} unchanged), "
        f"{summary.reread} files read, {len(summary.skipped)} skipped, {summary.seconds:.1f} s, "
        f"generation {manifest.generation}"
    )


def _write_suggestions(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Ask the finished index what its documents suggest to ask, and keep what it answers.

    Only where questions are encoded by what the index holds: any other model would have to be loaded for it.
    """
    if not manifest.model.graph:
        return
    from assistant.answering import make_assistant
    from assistant.suggesting import make_suggestions, write_suggestions
    from index.generation import Generation

    with closing(Generation(folder, manifest)) as generation:
        assistant = make_assistant(settings, generation)
        write_suggestions(folder, make_suggestions(generation.texts, assistant.answer))


def _write_reader(folder: Path) -> None:
    from assistant.network import export_reader

    export_reader(find_model(PACKAGED).folder, find_reader_weights(), folder)
