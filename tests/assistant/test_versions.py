"""Newer and older versions of one document."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering import Assistant, open_assistant
from assistant.question import Question
from assistant.versions import find_edition
from corpus.document import Document
from tests.assistant.conftest import index_texts

TEXTS = {
    "may.md": "# Harbour bulletin No. 3\n\n3 May 2031\n\nThe fee for a berth is 12 crowns a day. Keep dogs on a lead.",
    "june.md": "# Harbour bulletin No. 4\n\n7 June 2031\n\nThe fee for a berth is 15 crowns a day. The crane is shut.",
    "ferry.md": "# Ferry leaflet\n\n2 July 2031\n\nThe ferry to Oru takes forty minutes.",
}  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = index_texts(tmp_path_factory.mktemp("versions"), TEXTS)
    opened = open_assistant(settings.model_copy(update={"threshold": 0.05}))
    yield opened
    opened.generation.close()


def describe(title: str, published: date | None = None, kind: str = "report") -> Document:
    return Document(id="x", title=title, text="x", kind=kind, file="x", sha256="", published=published)


def test_the_newest_version_leads_and_an_older_one_is_called_so(assistant: Assistant) -> None:
    answer = assistant.answer(Question(question="What is the fee for a berth?"))
    assert answer.outcome == "answered"
    assert answer.short_answer is not None
    assert answer.short_answer.text == "15 crowns"
    assert [(statement.earlier, "12 crowns" in statement.text) for statement in answer.statements] == [
        (False, False),
        (True, True),
    ]
    assert "An earlier version said: “The fee for a berth is 12 crowns a day.” [2]" in answer.text


def test_who_asks_for_a_time_is_not_given_the_newest(assistant: Assistant) -> None:
    answer = assistant.answer(Question(question="What was the fee for a berth in bulletin No. 3 of May 2031?"))
    assert "12 crowns" in answer.statements[0].text
    assert not any(statement.earlier for statement in answer.statements)


def test_what_only_an_older_version_tells_is_answered_from_it(assistant: Assistant) -> None:
    answer = assistant.answer(Question(question="Must dogs be kept on a lead?"))
    assert answer.citations[0].quote == "Keep dogs on a lead."
    assert not answer.statements[0].earlier


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Situation report No. 2", "Situation report No. 9"),
        ("Budget 2030", "Budget 2031"),
        ("Rules of the house, 2nd edition", "Rules of the house, 3rd edition"),
        ("Minutes, 3 May 2031", "Minutes, 7 June 2031"),
        ("Terms of service v1.2", "Terms of service v2"),
    ],
)
def test_a_date_or_a_number_of_a_version_does_not_make_another_document(one: str, other: str) -> None:
    first, second = find_edition(describe(one)), find_edition(describe(other))
    assert first is not None
    assert second is not None
    assert first.work == second.work


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("First Protocol", "Second Protocol"),
        ("Protocol I", "Protocol II"),
        ("Annex 1", "Annex 2"),
        ("Operation Andes", "Operation Turquesa"),
    ],
)
def test_sister_documents_are_no_versions(one: str, other: str) -> None:
    assert find_edition(describe(one)) != find_edition(describe(other))
    first, second = find_edition(describe(one)), find_edition(describe(other))
    assert first is not None
    assert second is not None
    assert first.work != second.work


def test_the_press_kit_has_no_versions(press_kit_index: Path) -> None:
    from assistant.settings import Settings

    texts = open_assistant(Settings(index=press_kit_index)).generation.texts
    works = [find_edition(document) for document in texts.documents]
    assert len({one.work for one in works if one}) == len(works)
