"""Terms of a conversation that a follow-up needs."""

import pytest

from assistant.question import Turn
from assistant.selecting import list_terms, measure, select, show_terms

HISTORY = [
    Turn(role="user", content="Who founded the Museum of Glass in Ostrand?"),
    Turn(role="assistant", content="It was founded by Ilva Dornhelm. She collected lamps."),
]


def test_terms_are_content_words_without_endings() -> None:
    assert list_terms("The Museums of Glass were founded") == {"museum", "glas", "found"}


def test_what_is_in_the_question_is_no_candidate() -> None:
    terms, features = measure("When was the museum opened?", HISTORY, "When was the museum opened?")
    assert "museum" not in terms
    assert {"glas", "ostrand", "dornhelm", "lamp"} <= set(terms)
    assert len(features) == len(terms)


def test_nothing_is_chosen_where_nothing_was_said() -> None:
    assert select("When?", [], "When?") == {}


def test_the_subject_of_the_question_before_is_likelier_than_an_aside() -> None:
    chosen = select("When was it opened?", HISTORY, "When was it opened?")
    assert chosen["glas"] > chosen["lamp"]
    assert chosen["museum"] > chosen["collect"]


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        ({"museum", "glas"}, ["Museum of Glass"]),
        ({"ostrand", "dornhelm"}, ["Ostrand", "Dornhelm"]),
        (set(), []),
    ],
)
def test_terms_are_shown_as_they_were_said(terms: set[str], shown: list[str]) -> None:
    assert show_terms(terms, HISTORY) == shown
