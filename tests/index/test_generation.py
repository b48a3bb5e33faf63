"""Generations: verified before they are opened, refused with the command that mends, kept while they are read."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.collection import Collection
from corpus.splitting import Splitting
from index.building import build_index
from index.durable import hash_bytes
from index.errors import DamagedIndexError, MissingIndexError, SearchIndexError, StaleIndexError
from index.generation import has_index, open_generation
from index.layout import CURRENT_FILE, GENERATIONS
from index.manifest import FORMAT, MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, Manifest
from index.model import PACKAGED

NAMED = "000001"


def _list_files(root: Path) -> list[Path]:
    return sorted(path for path in (root / GENERATIONS / NAMED).rglob("*") if path.is_file())


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit flipped in its first byte": lambda data: _flip(data, 0),
    "a bit flipped in its middle": lambda data: _flip(data, len(data) // 2),
    "a bit flipped in its last byte": lambda data: _flip(data, len(data) - 1),
    "its last byte cut off": lambda data: data[:-1],
    "nothing left of it": lambda data: b"",
    "a byte put behind it": lambda data: data + b"\0",
    "its halves swapped": lambda data: data[len(data) // 2 :] + data[: len(data) // 2],
}


def _expect_refusal(root: Path, model: str, error: type[SearchIndexError], place: Path) -> None:
    message = f"{re.escape(str(place))}.*run `palermo index --index {re.escape(str(root))}`"
    with pytest.raises(error, match=message):
        open_generation(root, model, Splitting())


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_and_named(notes_index: Path, word_model: Path, damage: str) -> None:
    files = _list_files(notes_index)
    assert len(files) > 5
    for path in files:
        written = path.read_bytes()
        path.write_bytes(DAMAGES[damage](written))
        named = path.with_name(MANIFEST_FILE) if path.name == MANIFEST_CHECKSUM_FILE else path
        _expect_refusal(notes_index, str(word_model), DamagedIndexError, named)
        path.write_bytes(written)
    open_generation(notes_index, str(word_model), Splitting()).close()


def test_every_bit_of_the_manifest_is_guarded(notes_index: Path, word_model: Path) -> None:
    path = notes_index / GENERATIONS / NAMED / MANIFEST_FILE
    written = path.read_bytes()
    for place in range(0, len(written), 7):
        path.write_bytes(_flip(written, place))
        _expect_refusal(notes_index, str(word_model), DamagedIndexError, path)


def test_a_missing_file_is_refused_and_named(notes_index: Path, word_model: Path) -> None:
    for path in _list_files(notes_index):
        aside = path.rename(path.with_name("aside"))
        _expect_refusal(notes_index, str(word_model), DamagedIndexError, path)
        aside.rename(path)


def test_a_file_of_another_generation_is_refused(
    notes_index: Path, word_model: Path, make_collection: Callable[[dict[str, str]], Collection]
) -> None:
    build_index(notes_index, make_collection({"tower": "The tower opened."}), str(word_model), Splitting())
    for name in ("vectors.faiss", "texts.sqlite", MANIFEST_FILE):
        old, new = (notes_index / GENERATIONS / number / name for number in (NAMED, "000002"))
        written = new.read_bytes()
        shutil.copyfile(old, new)
        _expect_refusal(notes_index, str(word_model), DamagedIndexError, new)
        new.write_bytes(written)
    open_generation(notes_index, str(word_model), Splitting()).close()


def test_a_damaged_question_encoder_is_refused(press_kit_index: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    shutil.copytree(press_kit_index, root, copy_function=os.link)
    path = root / GENERATIONS / NAMED / "question_encoder.onnx"
    written = path.read_bytes()
    path.unlink()
    path.write_bytes(_flip(written, len(written) // 2))
    _expect_refusal(root, PACKAGED, DamagedIndexError, path)


def test_no_index_is_missing_not_damaged(tmp_path: Path) -> None:
    assert not has_index(tmp_path)
    for root in (tmp_path, tmp_path / "nowhere"):
        _expect_refusal(root, PACKAGED, MissingIndexError, root)


@pytest.mark.parametrize("current", [b"000007\n", b"", b"../..\n", b"\xff\xfe", b".draft\n", b"000001 000002\n"])
def test_a_current_file_that_names_no_generation_is_refused(
    notes_index: Path, word_model: Path, current: bytes
) -> None:
    assert has_index(notes_index)
    path = notes_index / CURRENT_FILE
    path.write_bytes(current)
    _expect_refusal(notes_index, str(word_model), DamagedIndexError, path)


def test_another_model_is_refused(notes_index: Path) -> None:
    _expect_refusal(notes_index, PACKAGED, StaleIndexError, notes_index)


def test_another_splitter_is_refused(notes_index: Path, word_model: Path) -> None:
    for other in (Splitting(longest_words=50), Splitting(name="blocks-1")):
        with pytest.raises(StaleIndexError, match=rf"wanted {other.name} at {other.longest_words}: run `palermo index"):
            open_generation(notes_index, str(word_model), other)


def test_changed_weights_of_the_model_are_refused(notes_index: Path, word_model: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(word_model, tmp_path / "model"))
    build_index(notes_index, Collection("nothing", (), ()), str(other), Splitting())
    open_generation(notes_index, str(other), Splitting()).close()
    weights = other / "model.safetensors"
    weights.write_bytes(_flip(weights.read_bytes(), -1))
    _expect_refusal(notes_index, str(other), StaleIndexError, notes_index)


def test_another_format_is_refused(notes_index: Path, word_model: Path) -> None:
    folder = notes_index / GENERATIONS / NAMED
    manifest = Manifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    data = manifest.model_copy(update={"format": FORMAT + 1}).model_dump_json().encode()
    (folder / MANIFEST_FILE).write_bytes(data)
    (folder / MANIFEST_CHECKSUM_FILE).write_text(hash_bytes(data))
    said = rf"format {FORMAT + 1}, this Palermo reads {FORMAT} \(a newer Palermo .*\): run `palermo index"
    with pytest.raises(StaleIndexError, match=said):
        open_generation(notes_index, str(word_model), Splitting())


def test_the_manifest_tells_what_the_generation_was_made_of(
    notes_index: Path, word_model: Path, notes: Collection
) -> None:
    generation = open_generation(notes_index, str(word_model), Splitting())
    manifest = generation.manifest
    assert generation.texts.documents == notes.documents
    assert (manifest.documents, manifest.passages) == (3, generation.lexical.size)
    assert manifest.collection == notes.title
    assert (manifest.model.name, manifest.model.dimensions) == (str(word_model), 10)
    assert manifest.splitting == Splitting()
    assert manifest.generation.startswith(NAMED)
    assert set(manifest.files) == {
        path.relative_to(notes_index / GENERATIONS / NAMED).as_posix()
        for path in _list_files(notes_index)
        if path.name not in (MANIFEST_FILE, MANIFEST_CHECKSUM_FILE)
    }
    generation.close()


def test_documents_and_passages_come_back_as_they_were_written(press_kit_index: Path, press_kit: Collection) -> None:
    generation = open_generation(press_kit_index, PACKAGED, Splitting())
    texts = generation.texts
    assert texts.documents == press_kit.documents
    assert all(texts.find_document(document.id) == document for document in press_kit.documents)
    assert texts.find_document("unknown") is None
    for document in press_kit.documents:
        for passage in texts.read_passages(texts.list_passage_ids([document.id])):
            assert passage.document_id == document.id
            assert document.text[passage.start : passage.end] == passage.text
    generation.close()


def test_a_reader_keeps_its_generation_when_newer_ones_replace_it(
    notes_index: Path, word_model: Path, make_collection: Callable[[dict[str, str]], Collection]
) -> None:
    reader = open_generation(notes_index, str(word_model), Splitting())
    before = [hit.passage.text for hit in reader.make_searcher().search("ferry trams", 9)]
    for number in range(3):
        build_index(notes_index, make_collection({f"tower-{number}": "The tower."}), str(word_model), Splitting())
    assert not (notes_index / GENERATIONS / NAMED).exists()
    assert [hit.passage.text for hit in reader.make_searcher().search("ferry trams", 9)] == before
    assert [document.id for document in reader.texts.documents] == ["bridge", "ferry", "museum"]
    newer = open_generation(notes_index, str(word_model), Splitting())
    assert [document.file for document in newer.texts.documents] == ["tower-2.txt"]
    for generation in (reader, newer):
        generation.close()


def test_the_same_collection_indexed_again_ranks_the_same(
    notes_index: Path, word_model: Path, notes: Collection
) -> None:
    first = open_generation(notes_index, str(word_model), Splitting())
    build_index(notes_index, notes, str(word_model), Splitting())
    second = open_generation(notes_index, str(word_model), Splitting())
    assert second.manifest.generation != first.manifest.generation
    assert second.manifest.generation.split("-")[1] == first.manifest.generation.split("-")[1]
    for query in ("ferry", "trams opened", "the river"):
        assert second.make_searcher().search(query, 9) == first.make_searcher().search(query, 9)
    for generation in (first, second):
        generation.close()


def test_reading_a_generation_writes_nothing_into_it(notes_index: Path, word_model: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in notes_index.rglob("*")}
    generation = open_generation(notes_index, str(word_model), Splitting())
    assert generation.make_searcher().search("ferry", 3)
    generation.close()
    assert {path: path.stat().st_mtime_ns for path in notes_index.rglob("*")} == before


def test_an_index_that_one_user_wrote_can_be_read_by_another(notes_index: Path) -> None:
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in _list_files(notes_index))
