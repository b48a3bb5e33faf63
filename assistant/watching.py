"""Following sources as they change."""

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from assistant.indexing import index_collection, summarise, write_summary
from assistant.settings import Settings
from corpus.collection import Collection, CollectionReadings, find_press_kit, read_collection
from corpus.errors import CorpusError
from index.building import Load, ignore_progress, load_encoder
from index.errors import SearchIndexError
from index.model import find_model
from index.readings import open_readings

QUIET_MILLISECONDS = 300  # Without a further change before the sources are read.
LONGEST_MILLISECONDS = 1_500  # That changes are gathered for, however many come.

Tell = Callable[[str], None]


def watch_sources(settings: Settings, sources: Sequence[Path], tell: Tell, stop: Event | None = None) -> None:
    """Index sources, and again whenever they change, until the process is interrupted.

    A change that cannot be read or indexed is told, and what was published stays.

    Args:
        tell: Is told in words of each generation and each fault.
        stop: Ends the watching when it is set.

    Raises:
        CorpusError: At the start, a source or a `collection.toml` is not there or makes no sense.
        SearchIndexError: At the start, the index cannot be written.
    """
    followed = [path.resolve() for path in sources or [find_press_kit()]]
    load = cache(load_encoder)
    with open_readings(settings.index) as known:
        collection = read_collection(followed, limits=settings.limits, known=known)
    published = _publish(settings, collection, tell, load)
    load(find_model(settings.model))  # Its seconds are not to be waited for at the first change.
    tell(f"watching {', '.join(map(str, followed))}; Ctrl-C ends it")
    ours = settings.index.resolve()

    def concerns(change: Change, path: str) -> bool:
        return not Path(path).is_relative_to(ours)

    changes = watch(
        *followed,
        watch_filter=concerns,
        debounce=LONGEST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        stop_event=stop,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    # What changed between the first reading and the start of the watching is read without being told.
    due, fault = True, ""
    for changed in changes:
        if not changed and not due:
            continue
        try:
            collection = read_collection(followed, limits=settings.limits, known=CollectionReadings(published))
            if collection.documents != published.documents or collection.skipped != published.skipped:
                published = _publish(settings, collection, tell, load)
            due, fault = False, ""
        except (CorpusError, SearchIndexError) as error:
            if str(error) != fault:
                tell(f"palermo: {error}; trying again until it succeeds")
            due, fault = True, str(error)


def _publish(settings: Settings, collection: Collection, tell: Tell, load: Load) -> Collection:
    began = time.perf_counter()
    for file in collection.skipped:
        tell(f"skipped {file.reason}")
    manifest = index_collection(settings, collection, ignore_progress, load)
    tell(f"{settings.index}: {write_summary(summarise(manifest, collection, began))}")
    return collection
