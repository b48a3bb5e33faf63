"""What kind of answer a question wants."""

import pytest

from assistant.wanting import Wanted, ask_for_words, asks_for_several, find_wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many States are parties to the Firearms Protocol?", Wanted.NUMBER),
        ("so how much money was seized", Wanted.NUMBER),
        ("What is the number of signatories?", Wanted.NUMBER),
        ("number of observers at the session", Wanted.NUMBER),
        ("When did it enter into force?", Wanted.DATE),
        ("In what year was the Convention adopted?", Wanted.DATE),
        ("Why is cooperation urgent?", Wanted.REASON),
        ("What was the aim of the operation?", Wanted.REASON),
        ("Who opened the session?", Wanted.PERSON),
        ("Whom can journalists call?", Wanted.PERSON),
        ("Where was the Convention signed?", Wanted.PLACE),
        ("In which country did it happen?", Wanted.PLACE),
        ("How does the mechanism work?", Wanted.MANNER),
        ("Is the Convention legally binding?", Wanted.YES_OR_NO),
        ("And did they agree?", Wanted.YES_OR_NO),
        ("Which networks were set up?", Wanted.THING),
        ("what is SHERLOC", Wanted.THING),
    ],
)
def test_the_wording_of_a_question_tells_what_it_wants(question: str, wanted: Wanted) -> None:
    assert find_wanted(question) is wanted


@pytest.mark.parametrize(
    "question",
    [
        "Which six cities joined the Alliance?",
        "List the languages of the treaty.",
        "What are the main results of the session?",
        "Who are the members of the bureau?",
        "which countries took part",
        "Name all the sponsors.",
    ],
)
def test_a_question_may_ask_for_several_things(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which city joined last?",
        "How many languages are there?",
        "What is the status of the treaty?",
        "What happens two weeks after the vote?",
        "Name the host city.",
        "Why were members asked?",
    ],
)
def test_or_for_one(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who spoke of a year like no other?", "What was said about a year like no other?"),
        ("Who called the treaty a seat belt?", "What was said about the treaty a seat belt?"),
        ("who said that help is needed", "What was said about help is needed"),
        ("Who opened the session?", None),
        ("Who said?", None),
        ("What did he say?", None),
    ],
)
def test_who_said_something_is_asked_as_what_was_said(question: str, words: str | None) -> None:
    assert ask_for_words(question) == words
