"""A file is parsed again only where something changed that its reading comes of."""

from collections.abc import Callable
from pathlib import Path

import pytest

import corpus.collection as collecting
import corpus.readings as readings
from corpus.collection import Collection, CollectionReadings, read_collection
from corpus.limits import Limits
from corpus.reading import Reading, read_document

FERRY = "THE FERRY\n\nThe ferry crosses the river every hour. It carries forty people."
BRIDGE = "THE BRIDGE\n\nThe old bridge carries trams."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three notes, one of them twice: as plain text and, with blocks of other kinds, as Markdown."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "ferry.txt").write_text(FERRY)
    (notes / "bridge.txt").write_text(BRIDGE)
    (notes / "tram.txt").write_text("The tram\n\nIt runs every hour.")
    (notes / "tram-again.md").write_text("### The tram\n\nIt runs every hour.")
    return notes


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were parsed."""
    names: list[str] = []

    def read(path: Path, *arguments: object) -> Reading:
        names.append(path.name)
        return read_document(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(collecting, "read_document", read)
    return names


def read_again(folder: Path, before: Collection, limits: Limits | None = None) -> Collection:
    return read_collection([folder], limits=limits, known=CollectionReadings(before))


def test_nothing_is_parsed_where_nothing_changed_and_the_collection_is_the_same(
    folder: Path, parsed: list[str]
) -> None:
    before = read_collection([folder])
    assert len(parsed) == 4
    assert [document.copies for document in before.documents] == [(), (), ("tram.txt",)]
    parsed.clear()
    again = read_again(folder, before)
    assert parsed == []
    assert again == before._replace(reused=4)
    assert read_again(folder, again) == again


def test_only_what_changed_is_parsed_and_the_collection_is_that_of_parsing_everything(
    folder: Path, parsed: list[str]
) -> None:
    before = read_collection([folder])
    (folder / "ferry.txt").write_text(FERRY.replace("forty", "fifty"))
    (folder / "mill.txt").write_text("THE MILL\n\nThe mill grinds.")
    (folder / "tram-again.md").unlink()
    parsed.clear()
    again = read_again(folder, before)
    assert parsed == ["ferry.txt", "mill.txt"]
    assert again._replace(reused=0) == read_collection([folder])


def test_the_first_of_two_equal_texts_may_go(folder: Path, parsed: list[str]) -> None:
    before = read_collection([folder])
    (first,) = (document for document in before.documents if document.copies)
    (folder / first.file).unlink()
    parsed.clear()
    again = read_again(folder, before)
    assert parsed == []
    assert again._replace(reused=0) == read_collection([folder])


def describe_ferry(folder: Path) -> None:
    (folder / "collection.toml").write_text(
        'title = "Notes"\n[[documents]]\nfile = "ferry.txt"\ntitle = "Across the river"'
    )


def name_language(folder: Path) -> None:
    (folder / "collection.toml").write_text('title = "Notes"\nlanguage = "it"')


@pytest.mark.parametrize(
    ("change", "expected"), [(describe_ferry, ["ferry.txt"]), (name_language, ["bridge.txt", "ferry.txt"])]
)
def test_what_a_description_says_of_a_file_is_part_of_its_reading(
    folder: Path, parsed: list[str], change: Callable[[Path], None], expected: list[str]
) -> None:
    before = read_collection([folder])
    change(folder)
    parsed.clear()
    again = read_again(folder, before)
    assert set(expected) <= set(parsed)
    assert again._replace(reused=0) == read_collection([folder])


def test_other_limits_and_other_readers_parse_everything(
    folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_collection([folder])
    assert read_again(folder, before, Limits(pages=7)).reused == 0
    monkeypatch.setattr(readings, "hash_readers", lambda: "another version")
    assert read_again(folder, before).reused == 0


def test_a_file_that_cannot_be_read_is_tried_every_time(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-")
    before = read_collection([folder])
    again = read_again(folder, before)
    assert again.skipped == before.skipped
    assert [skipped.file for skipped in again.skipped] == ["broken.pdf"]
