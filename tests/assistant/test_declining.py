"""Why there is no answer."""

import pytest

from assistant.answer import DECLINED
from assistant.declining import Explanation, explain

TEXTS = ["Fact sheet\nThe operation led to 170 arrests of smugglers in twenty countries."]
KNOWN = {"operation", "arrests", "smugglers", "countries", "sheet", "fact", "convicted", "budget"}


def analyze(text: str) -> list[str]:
    return [word.strip("?.!,").lower() for word in text.split()]


def ask(query: str, complete: bool = False) -> Explanation:
    return explain(query, complete, TEXTS, lambda word: word.lower() in KNOWN, analyze)


@pytest.mark.parametrize(
    ("query", "reason", "said"),
    [
        ("Who paid for the blockchain?", "not_in_sources", "do not mention “paid” or “blockchain”."),
        ("How many arrests of smugglers did the operation have?", "detail_not_told", "but they do not tell"),
        ("What was the budget?", "not_in_sources", "do not answer this question."),
        ("How many countries does it have?", "unclear_reference", "what “it” means"),
    ],
)
def test_the_reason_is_told_from_the_words_of_the_question(query: str, reason: str, said: str) -> None:
    explanation = ask(query)
    assert explanation[0] == reason
    assert said in explanation[1]
    assert explanation[1].startswith(DECLINED)


def test_what_it_means_is_known_where_something_was_said_or_is_named() -> None:
    assert ask("How many countries does it have?", complete=True)[0] != "unclear_reference"
    assert ask("Did Interpol say it had arrests?")[0] != "unclear_reference"


def test_at_most_three_words_are_named() -> None:
    _, message, words = ask("alpha bravo charlie delta")
    assert words == ("alpha", "bravo", "charlie")
    assert "“alpha”, “bravo” or “charlie”." in message
    assert "delta" not in message


def test_general_words_are_not_named() -> None:
    assert ask("When does the next blockchain happen?").words == ("blockchain",)
    assert ask("How many countries does it have?").words == ("it",)
