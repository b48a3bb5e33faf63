"""Following a folder: a change is in the next generation within seconds."""

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from small_index import NOTES, HashEncoder, build, open_small, read_notes, write_model

import assistant.watching as watching
from assistant.settings import Settings
from corpus.collection import Collection
from index.building import Load, Report
from index.errors import BusyIndexError
from index.locking import writing
from index.manifest import Manifest

PROMISED_SECONDS = 5.0
BUSY_SECONDS = 60.0  # Where a machine has other things to do.


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the notes, with the hashing encoder and no reader in its index."""

    def index(settings: Settings, collection: Collection, report: Report, load: Load) -> Manifest:
        return build(settings.index, collection, settings.model)

    monkeypatch.setattr(watching, "index_collection", index)
    monkeypatch.setattr(watching, "load_encoder", lambda files: HashEncoder())
    read_notes(tmp_path / "notes", NOTES)
    return tmp_path / "notes"


@pytest.mark.parametrize("latest", [BUSY_SECONDS, pytest.param(PROMISED_SECONDS, marks=pytest.mark.long)])
def test_changes_additions_and_deletions_are_published_and_faults_are_waited_out(
    followed: Path, tmp_path: Path, latest: float
) -> None:
    model = write_model(tmp_path / "model")
    settings = Settings(index=tmp_path / "index", model=model)
    told: list[str] = []
    stop = Event()
    watcher = Thread(target=watching.watch_sources, args=(settings, [followed], told.append, stop))
    watcher.start()

    def read_texts() -> dict[str, str]:
        generation = open_small(settings.index, model)
        texts = {document.id: document.text for document in generation.texts.documents}
        generation.close()
        return texts

    def wait_for(done: Callable[[], bool], seconds: float = latest) -> None:
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, told
            time.sleep(0.05)

    try:
        wait_for(lambda: any(line.startswith("watching") for line in told), BUSY_SECONDS)
        assert set(read_texts()) == set(NOTES)
        (followed / "ferry.txt").write_text(NOTES["ferry"].replace("forty", "fifty"), encoding="utf-8")
        wait_for(lambda: "fifty" in read_texts()["ferry"])
        (followed / "mill.txt").write_text("THE MILL\n\nThe mill grinds.", encoding="utf-8")
        wait_for(lambda: "mill" in read_texts())
        (followed / "bridge.txt").rename(followed / "viaduct.txt")
        (followed / "museum.txt").unlink()
        wait_for(lambda: set(read_texts()) == {"bridge", "ferry", "mill"})
        with ExitStack() as stack:

            def enter() -> bool:
                with suppress(BusyIndexError):  # It may be publishing once more what is there already.
                    stack.enter_context(writing(settings.index))
                    return True
                return False

            wait_for(enter)
            (followed / "mill.txt").unlink()
            wait_for(lambda: any("another process is writing" in line for line in told))
        wait_for(lambda: set(read_texts()) == {"bridge", "ferry"})
        published = len(told)
        (followed / "notes.tmp").write_text("no text that is read", encoding="utf-8")
        time.sleep(1.0)
        assert len(told) == published
    finally:
        stop.set()
        watcher.join(30)
    assert not watcher.is_alive()
