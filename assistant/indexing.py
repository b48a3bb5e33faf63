"""Making an index of sources, with everything that an assistant needs in it."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.cross_encoding import READER, find_reader_weights
from assistant.settings import Settings
from corpus.collection import Collection, Skipped, find_press_kit, read_collection
from index.building import Load, Report, build_index, ignore_progress, load_encoder
from index.companions import Companion
from index.durable import hash_file
from index.manifest import Manifest
from index.model import PACKAGED, find_model


class Summary(NamedTuple):
    """What was done."""

    manifest: Manifest
    skipped: tuple[Skipped, ...]
    seconds: float


def index_sources(settings: Settings, sources: Sequence[Path], report: Report, reuse: bool = True) -> Summary:
    """Index files and folders, the packaged press kit where none are named.

    Args:
        reuse: Whether what has not changed is taken from the generation before.

    Raises:
        CorpusError: A source or a `collection.toml` is not there or makes no sense.
        SearchIndexError: The index cannot be written.
    """
    began = time.perf_counter()
    collection = read_collection(sources or [find_press_kit()])
    manifest = index_collection(settings, collection, report, reuse=reuse)
    return Summary(manifest, collection.skipped, time.perf_counter() - began)


def index_collection(
    settings: Settings,
    collection: Collection,
    report: Report = ignore_progress,
    load: Load = load_encoder,
    reuse: bool = True,
) -> Manifest:
    """Index a collection, and export the reader into its generation.

    Args:
        load: Returns the encoder of the model, if anything is to be encoded.
        reuse: Whether what has not changed is taken from the generation before.

    Raises:
        SearchIndexError: The index cannot be written.
    """
    reader = Companion(READER, hash_file(find_reader_weights()), _write_reader)
    return build_index(settings.index, collection, settings.model, settings.splitting, report, [reader], load, reuse)


def write_summary(summary: Summary) -> str:
    """Return what was done, in words."""
    manifest = summary.manifest
    return (
        f"{manifest.documents} documents, {manifest.passages} passages ({manifest.reused} unchanged), "
        f"{len(summary.skipped)} files skipped, {summary.seconds:.1f} s, generation {manifest.generation}"
    )


def _write_reader(folder: Path) -> None:
    from assistant.network import export_reader

    export_reader(find_model(PACKAGED).folder, find_reader_weights(), folder)
