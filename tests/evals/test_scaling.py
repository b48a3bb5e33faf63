"""The benchmark of large collections: what it writes is what is measured."""

import gzip
import json
from pathlib import Path

import pytest

from corpus.collection import read_collection
from evals.errors import AbsentDataError
from evals.scaling import ARTICLES, make_notes, read_articles, write_files


def write_treaties(data: Path) -> None:
    path = data / ARTICLES
    path.parent.mkdir()
    articles = [
        {"treaty": "A1", "title_en": "Treaty of the [Bridge](../x.md)", "seq": seq, "heading": f"Article  {seq}"}
        | {"text": f"### Article {seq}\n\nThe parties of [the Treaty](y.md) build bridge {seq}."}
        for seq in (1, 2, 3)
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, articles)).encode()))


def test_articles_become_files_that_are_read_with_title_and_text(tmp_path: Path) -> None:
    write_treaties(tmp_path)
    written = write_files(tmp_path / "files", read_articles(tmp_path, 2))
    assert [question for _, question in written] == [
        f"What does Article {seq} of the Treaty of the Bridge say?" for seq in (1, 2)
    ]
    collection = read_collection([tmp_path / "files"])
    assert collection.skipped == ()
    assert [document.file for document in collection.documents] == ["A1/0001.md", "A1/0002.md"]
    assert all("Treaty of the Bridge" in document.title for document in collection.documents)
    assert "The parties of the Treaty build bridge 2." in collection.documents[1].text


def test_every_note_is_a_document_of_its_own(tmp_path: Path) -> None:
    write_files(tmp_path, make_notes(40))
    collection = read_collection([tmp_path])
    assert len({document.text for document in collection.documents}) == 40


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match="treaty_articles"):
        next(read_articles(tmp_path, None))
