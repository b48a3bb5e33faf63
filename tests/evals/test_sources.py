"""Other people's data, read as suites."""

import json
from pathlib import Path

import pytest

from evals.errors import AbsentDataError, SuiteError
from evals.estimating import locate_evidence
from evals.sources import ORIGINS, make_pattern, read_source

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not at ../shared/data")

CONTEXT = "The Summit met in Vienna. It adopted 12 decisions. Delegates came from 93 States."


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    """A SQuAD file with an answerable and an unanswerable question."""
    questions = [
        {"id": "q1", "question": "How many decisions?", "answers": [{"text": "12", "answer_start": 37}]},
        {"id": "q2", "question": "How many observers?", "answers": [], "is_impossible": True},
    ]
    article = {"title": "The_Summit", "paragraphs": [{"context": CONTEXT, "qas": questions}]}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"version": "2.0", "data": [article]}))
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """A BEIR folder with two documents and two queries, one of them judged."""
    folder = tmp_path / "small"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "d1", "title": "Summit", "text": CONTEXT}, {"_id": "d2", "title": "", "text": "Elsewhere."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    queries = [{"_id": "1", "text": "where was the summit"}, {"_id": "2", "text": "who paid"}]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\td1\t1\n1\td2\t0\n2\td2\t0\n")
    return folder


def test_a_squad_file_is_a_suite_with_its_articles(squad: Path) -> None:
    source = read_source(str(squad))
    assert source.collection is not None
    assert [document.title for document in source.collection.documents] == ["The Summit"]
    first, second = source.suite.samples
    assert (first.answerable, first.evidence, first.references) == (True, ("It adopted 12 decisions.",), ("12",))
    assert (second.answerable, second.evidence) == (False, ())
    assert locate_evidence(source.suite.samples, source.collection.documents)["q1"]


def test_a_beir_folder_is_a_suite_with_its_corpus(beir: Path) -> None:
    source = read_source(str(beir))
    assert source.collection is not None
    assert [(sample.id, sample.relevant) for sample in source.suite.samples] == [("1", ("d1",))]
    spans = locate_evidence(source.suite.samples, source.collection.documents)["1"]
    assert [(span.document_id, span.start, span.end) for span in spans] == [("d1", 0, len(CONTEXT))]


@pytest.mark.parametrize(
    ("file", "content", "place"),
    [
        ("queries.jsonl", '{"_id": "1", "text": "a"}\n{"_id": ', "queries.jsonl:2"),
        ("corpus.jsonl", '{"title": "a"}', "corpus.jsonl:1"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\td1\n", "test.tsv:2"),
    ],
)
def test_a_broken_line_is_named(beir: Path, file: str, content: str, place: str) -> None:
    (beir / file).write_text(content)
    with pytest.raises(SuiteError, match=place):
        read_source(str(beir))


def test_what_is_missing_is_absent(beir: Path, tmp_path: Path) -> None:
    (beir / "corpus.jsonl").unlink()
    with pytest.raises(AbsentDataError, match="BEIR"):
        read_source(str(beir))
    with pytest.raises(AbsentDataError):
        read_source(str(tmp_path / "nowhere.json"))
    (tmp_path / "other.json").write_text("[1]")
    with pytest.raises(SuiteError, match="no SQuAD file"):
        read_source(str(tmp_path / "other.json"))


@pytest.mark.parametrize("name", ORIGINS)
def test_without_the_data_a_suite_made_of_it_is_absent(name: str, tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match="public data"):
        read_source(name, tmp_path / "nowhere")


@needs_data
@pytest.mark.parametrize("name", ORIGINS)
def test_suites_made_of_the_data_are_the_same_each_time_and_have_their_evidence(name: str) -> None:
    source, again = read_source(name, DATA), read_source(name, DATA)
    assert source.suite.sha256 == again.suite.sha256
    assert source.collection is not None
    assert len({sample.id for sample in source.suite.samples}) == len(source.suite.samples)
    some = [sample for sample in source.suite.samples if sample.answerable][:60]
    found = locate_evidence(some, source.collection.documents)
    assert sum(bool(spans) for spans in found.values()) >= 0.95 * len(some)


@needs_data
def test_no_article_of_squad_open_is_in_two_halves() -> None:
    samples = read_source("squad-open", DATA).suite.samples
    assert len(samples) == 1000
    assert sum(sample.answerable for sample in samples) == 500
    halves: dict[str | None, set[str | None]] = {}
    for sample in samples:
        halves.setdefault(sample.subject, set()).add(sample.split)
    assert all(len(splits) == 1 for splits in halves.values())


def test_a_pattern_finds_an_answer_as_a_whole() -> None:
    import re

    assert re.search(make_pattern("12"), "It adopted 12 decisions.")
    assert not re.search(make_pattern("12"), "It adopted 112 of 12,000 or 12.5.")
    assert re.search(make_pattern("New  York"), "in New\nYork.")
    assert not re.search(make_pattern("York"), "Yorkshire")
