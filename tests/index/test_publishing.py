"""Writing an index: all of it or nothing, by one writer at a time."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from corpus.collection import Collection
from corpus.splitting import Splitting
from index.building import build_index
from index.companions import Companion
from index.durable import replace_file, write_file
from index.errors import BusyIndexError, DamagedIndexError, IndexWriteError, ModelError
from index.generation import open_generation
from index.layout import CURRENT_FILE, GENERATIONS
from index.locking import writing
from index.manifest import MANIFEST_FILE

FilesUpTo = Callable[[int], AbstractContextManager[None]]

HOLD_THE_LOCK = """
import sys
from pathlib import Path
from index.locking import writing
with writing(Path(sys.argv[1])):
    print("writing", flush=True)
    sys.stdin.read()
"""


def _expect_untouched(root: Path, model: Path) -> None:
    assert (root / CURRENT_FILE).read_bytes() == b"000001\n"
    assert sorted(path.name for path in root.iterdir()) == [CURRENT_FILE, GENERATIONS, "writing.lock"]
    assert [path.name for path in (root / GENERATIONS).iterdir()] == ["000001"]
    generation = open_generation(root, str(model), Splitting())
    assert [document.id for document in generation.texts.documents] == ["bridge", "ferry", "museum"]
    assert generation.make_searcher().search("ferry", 1)[0].passage.document_id == "ferry"
    generation.close()


def test_a_disk_that_is_full_at_any_file_leaves_the_old_index(
    notes_index: Path, word_model: Path, notes: Collection, files_up_to: FilesUpTo
) -> None:
    sizes = {path.stat().st_size for path in (notes_index / GENERATIONS).rglob("*") if path.is_file()}
    assert len(sizes) > 5
    for size in sorted(sizes):
        with files_up_to(size - 1), pytest.raises(IndexWriteError, match=r"the index that was there is untouched"):
            build_index(notes_index, notes, str(word_model), Splitting())
        _expect_untouched(notes_index, word_model)


@pytest.mark.parametrize("renames", [0, 1])
def test_a_rename_that_fails_leaves_the_old_index(
    notes_index: Path, word_model: Path, notes: Collection, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    left = iter(range(renames))

    def replace(source: Path, target: Path) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(IndexWriteError, match=r"No space left on device \(.*[\d,]+ MB free\)"):
            build_index(notes_index, notes, str(word_model), Splitting())
    _expect_untouched(notes_index, word_model)


def test_a_model_that_fails_leaves_the_old_index(
    notes_index: Path, word_model: Path, notes: Collection, tmp_path: Path
) -> None:
    with pytest.raises(ModelError):
        build_index(notes_index, notes, str(tmp_path), Splitting())
    _expect_untouched(notes_index, word_model)


def test_a_place_that_nothing_can_be_written_to_is_named(tmp_path: Path, notes: Collection, word_model: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexWriteError, match=r"file.*could not write the index"):
        build_index(tmp_path / "file", notes, str(word_model), Splitting())


def test_a_draft_left_behind_by_a_writer_that_died_is_no_obstacle(
    notes_index: Path, word_model: Path, notes: Collection
) -> None:
    leftover = notes_index / GENERATIONS / ".draft" / "lexical"
    leftover.mkdir(parents=True)
    (leftover.parent / "vectors.faiss").write_bytes(b"half")
    build_index(notes_index, notes, str(word_model), Splitting())
    open_generation(notes_index, str(word_model), Splitting()).close()
    assert not leftover.parent.exists()


def test_a_second_writer_is_refused_at_once_until_the_first_has_ended(
    notes_index: Path, word_model: Path, notes: Collection
) -> None:
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(notes_index)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"writing\n"
        started = time.monotonic()
        with pytest.raises(BusyIndexError, match="another process is writing"):
            build_index(notes_index, notes, str(word_model), Splitting())
        assert time.monotonic() - started < 1
        _expect_untouched(notes_index, word_model)
        holder.kill()  # Dies without releasing anything; the operating system does.
    build_index(notes_index, notes, str(word_model), Splitting())
    assert (notes_index / CURRENT_FILE).read_bytes() == b"000002\n"


def test_a_writer_does_not_enter_twice_in_one_process(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(BusyIndexError), writing(tmp_path):
        pass
    with writing(tmp_path):
        pass


def test_the_live_generation_and_the_one_before_it_are_kept(
    notes_index: Path, word_model: Path, make_collection: Callable[[dict[str, str]], Collection]
) -> None:
    for number in range(2, 5):
        build_index(notes_index, make_collection({f"tower-{number}": "The tower."}), str(word_model), Splitting())
        kept = sorted(path.name for path in (notes_index / GENERATIONS).iterdir())
        assert kept == [f"{number - 1:06d}", f"{number:06d}"]
        assert (notes_index / CURRENT_FILE).read_text() == f"{number:06d}\n"


def test_the_manifest_is_written_last(notes_index: Path, word_model: Path, notes: Collection) -> None:
    build_index(notes_index, notes, str(word_model), Splitting())
    folder = notes_index / GENERATIONS / "000002"
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    manifest = written.pop(folder / MANIFEST_FILE)
    assert manifest >= max(written.values())


def test_progress_is_told_from_nothing_to_all(tmp_path: Path, word_model: Path, notes: Collection) -> None:
    told: list[tuple[str, int, int]] = []
    manifest = build_index(
        tmp_path, notes, str(word_model), Splitting(), lambda stage, done, total: told.append((stage, done, total))
    )
    assert ("encoding passages", manifest.passages, manifest.passages) in told
    for stage in {stage for stage, _, _ in told}:
        steps = [done for name, done, _ in told if name == stage]
        assert steps == sorted(steps)
        assert steps[-1] == next(total for name, _, total in told if name == stage)


def test_the_language_of_most_documents_is_the_language_of_the_index(
    tmp_path: Path, word_model: Path, notes: Collection
) -> None:
    first, second, third = notes.documents
    documents = (first, *(document.model_copy(update={"language": "it"}) for document in (second, third)))
    manifest = build_index(tmp_path, Collection("notes", documents, ()), str(word_model), Splitting())
    assert manifest.language == "it"


def test_a_replaced_file_holds_the_new_bytes_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    for content in (b"000001\n", b"000002\n"):
        replace_file(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_replacement_that_cannot_be_written_leaves_the_old_bytes(tmp_path: Path, files_up_to: FilesUpTo) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"old")
    with files_up_to(10), pytest.raises(OSError, match="File too large"):
        replace_file(path, b"new" * 10)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_never_overwrites_one(tmp_path: Path) -> None:
    write_file(tmp_path / "vectors", b"old")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "vectors", b"new")
    assert (tmp_path / "vectors").read_bytes() == b"old"


def test_a_companion_is_kept_in_the_generation_and_verified_with_it(
    tmp_path: Path, word_model: Path, notes: Collection
) -> None:
    companion = Companion("reader", "9f2a", lambda folder: write_file(folder / "reader.weights", b"weights"))
    manifest = build_index(tmp_path, notes, str(word_model), Splitting(), companions=[companion])
    assert manifest.companions == {"reader": "9f2a"}
    weights = tmp_path / GENERATIONS / "000001" / "reader.weights"
    assert weights.read_bytes() == b"weights"
    open_generation(tmp_path, str(word_model), Splitting()).close()
    weights.write_bytes(b"weighty")
    with pytest.raises(DamagedIndexError, match=r"reader\.weights"):
        open_generation(tmp_path, str(word_model), Splitting())


def test_a_companion_that_cannot_be_written_leaves_the_old_index(
    notes_index: Path, word_model: Path, notes: Collection, files_up_to: FilesUpTo
) -> None:
    def write(folder: Path) -> None:
        with files_up_to(3):
            write_file(folder / "reader.weights", b"weights")

    with pytest.raises(IndexWriteError, match="File too large"):
        build_index(notes_index, notes, str(word_model), Splitting(), companions=[Companion("reader", "9f2a", write)])
    _expect_untouched(notes_index, word_model)
