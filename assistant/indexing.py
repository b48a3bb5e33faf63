"""Making an index of sources, with everything that an assistant needs in it."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.settings import Settings
from corpus.collection import Skipped, find_press_kit, read_collection
from index.building import Report, build_index
from index.manifest import Manifest


class Summary(NamedTuple):
    """What was done."""

    manifest: Manifest
    skipped: tuple[Skipped, ...]
    seconds: float


def index_sources(settings: Settings, sources: Sequence[Path], report: Report) -> Summary:
    """Index files and folders, the packaged press kit where none are named.

    Raises:
        CorpusError: A source or a `collection.toml` is not there or makes no sense.
        SearchIndexError: The index cannot be written.
    """
    began = time.perf_counter()
    collection = read_collection(sources or [find_press_kit()])
    manifest = build_index(settings.index, collection, settings.model, settings.splitting, report)
    return Summary(manifest, collection.skipped, time.perf_counter() - began)
