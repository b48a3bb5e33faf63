"""The readings of a generation spare the next one the parsing of what did not change."""

from pathlib import Path

import pytest
from small_index import NOTES, build, open_small, read_notes, write_model

from corpus.collection import read_collection
from index.layout import GENERATIONS
from index.readings import open_readings


@pytest.fixture
def model(tmp_path: Path) -> str:
    return write_model(tmp_path / "model")


def test_files_that_a_generation_holds_are_not_parsed_again(tmp_path: Path, model: str) -> None:
    folder = tmp_path / "notes"
    copied = {**NOTES, "deep/ferry": NOTES["ferry"]}
    build(tmp_path / "index", read_notes(folder, copied), model)
    (folder / "bridge.txt").write_text(NOTES["bridge"].replace("1931", "1932"))
    with open_readings(tmp_path / "index") as known:
        again = read_collection([folder], known=known)
    assert again.reused == 3
    assert again._replace(reused=0) == read_collection([folder])


def test_ids_that_an_index_gave_are_no_part_of_a_reading(tmp_path: Path, model: str) -> None:
    build(tmp_path / "index", read_notes(tmp_path / "notes", NOTES), model)
    moved = {"bridge": NOTES["bridge"], "boats": NOTES["ferry"], "museum": NOTES["museum"]}
    for reused in (2, 3):
        read_notes(tmp_path / "notes", moved)
        with open_readings(tmp_path / "index") as known:
            collection = read_collection([tmp_path / "notes"], known=known)
        assert collection.reused == reused
        assert [document.id for document in collection.documents] == ["boats", "bridge", "museum"]
        build(tmp_path / "index", collection, model)
    generation = open_small(tmp_path / "index", model)
    assert [document.id for document in generation.texts.documents] == ["ferry", "bridge", "museum"]
    generation.close()


def test_where_there_is_no_sound_index_nothing_is_known(tmp_path: Path, model: str) -> None:
    with open_readings(tmp_path / "index") as known:
        assert known is None
    build(tmp_path / "index", read_notes(tmp_path / "notes", NOTES), model)
    path = tmp_path / "index" / GENERATIONS / "000001" / "texts.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with open_readings(tmp_path / "index") as known:
        assert known is None
