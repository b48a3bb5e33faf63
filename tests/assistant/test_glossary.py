"""Abbreviations that a question uses and the texts do not, and the other way round."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Assistant, open_assistant
from assistant.glossary import Glossary, asks_meaning, respell
from assistant.question import Question
from assistant.settings import Settings
from index.generation import open_generation
from tests.assistant.conftest import index_texts

TEXTS = {
    "lakes.txt": "The Council of Northern Lakes (CNL) met in Tarn.\n\nIt has a fund of its own.\n",
    "fees.txt": "Fees of the Council of Northern Lakes\n\nParties: 12\n\nEntry into force: 3 May 2011\n",
    "desk.txt": "A desk for smuggled boats was opened in Oru in 2014. The CNL pays for it.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = open_assistant(index_texts(tmp_path_factory.mktemp("glossary"), TEXTS))
    yield opened
    opened.generation.close()


@pytest.fixture(scope="module")
def glossary(assistant: Assistant) -> Glossary:
    return Glossary(assistant.generation)


@pytest.mark.parametrize(
    ("question", "respelt"),
    [
        ("How many parties has the CNL?", "How many parties has the Council of Northern Lakes?"),
        ("who pays for the Council of northern lakes?", "who pays for the CNL?"),
        ("cnl parties", "Council of Northern Lakes parties"),
        ("Who runs the CNLs?", "Who runs the Council of Northern Lakes?"),
        ("Is a cnl a boat, Sir?", "Is a cnl a boat, Sir?"),
        ("Who is in the Council of Northern Lakes (CNL)?", "Who is in the Council of Northern Lakes (CNL)?"),
        ("Who met in Tarn?", "Who met in Tarn?"),
    ],
)
def test_a_question_is_respelt_as_the_texts_explain(glossary: Glossary, question: str, respelt: str) -> None:
    assert respell(question, glossary.find(question)) == respelt


def test_what_only_the_long_form_tells_is_found(assistant: Assistant) -> None:
    answer = assistant.answer(Question(question="How many parties does the CNL have?"))
    assert answer.citations[0].quote == "Parties: 12"
    assert answer.query == "How many parties does the CNL have?"


@pytest.mark.parametrize("question", ["What does CNL stand for?", "what is CNL short for", "The full name of the CNL?"])
def test_what_an_abbreviation_stands_for_is_answered_by_its_explanation(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(Question(question=question))
    assert answer.outcome == "answered"
    assert answer.short_answer is not None
    assert answer.short_answer.text == "Council of Northern Lakes"


def test_an_abbreviation_that_no_text_explains_has_no_meaning(assistant: Assistant) -> None:
    answer = assistant.answer(Question(question="What does OBX stand for?"))
    assert answer.outcome == "abstained"


def test_only_some_questions_ask_for_a_meaning() -> None:
    assert not asks_meaning("What does the treaty mean for sailors?")
    assert not asks_meaning("How long is the stand?")


def test_the_press_kit_explains_its_own(press_kit_index: Path) -> None:
    settings = Settings(index=press_kit_index)
    known = open_generation(settings.index, settings.model, settings.splitting).texts.abbreviations
    assert known["TIP"] == "Trafficking in Persons"
    assert known["SOM"] == "Smuggling of Migrants"
    assert known["SHERLOC"] == "Sharing Electronic Resources and Laws on Crime"
