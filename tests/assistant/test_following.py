"""Follow-up questions made complete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import DECLINED
from assistant.following import complete
from assistant.question import Turn


def user(*texts: str) -> list[Turn]:
    return [Turn(role="user", content=text) for text in texts]


@pytest.mark.parametrize(
    ("before", "question", "completed"),
    [
        (
            "How many countries are party to the Firearms Protocol?",
            "And the one on migrants?",
            "How many countries are party to the one on migrants?",
        ),
        ("How long does Teapot need to turn?", "And Marmot?", "How long does Marmot need to turn?"),
        ("How many arrests were made in 2018?", "What about 2019?", "How many arrests were made in 2019?"),
        (
            "Which laboratory restored Salt Caravan?",
            "And at what resolution was it scanned?",
            "And at what resolution was Salt Caravan scanned?",
        ),
        (
            "How many articles does the Work Charter have?",
            "When did it enter into force?",
            "When did the Work Charter enter into force?",
        ),
        ("When was the treaty adopted?", "By which resolution?", "By which resolution? (treaty adopted)"),
        ("How many people fell ill?", "Why?", "Why? (people fell ill)"),
        ("How many judges spoke in Oru?", "And witnesses?", "How many judges spoke in Oru: witnesses?"),
        ("How many judges were heard in Oru?", "And witnesses?", "How many witnesses were heard in Oru?"),
        ("How many judges were heard?", "What about expert witnesses?", "How many expert witnesses were heard?"),
        ("How many judges were heard in Oru?", "And in Tarn?", "How many judges were heard in Tarn?"),
    ],
)
def test_what_a_follow_up_leaves_out_is_taken_from_the_question_before(
    before: str, question: str, completed: str
) -> None:
    assert complete(question, user(before)) == completed


@pytest.mark.parametrize(
    "question",
    [
        "How many journalists can get a place on the special train?",
        "Now something else: who can I call if I am from the press?",
        "And whom can journalists call with a press question?",
        "Is it true that the Convention has 190 parties?",
        "Why is the Convention a landmark?",
        "Which countries took part in Operation KAFO and how long did it last?",
        "In which city was the Convention opened for signature?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert complete(question, user("How many Parties does the Estuary Protocol have?")) == question


def test_a_person_is_the_one_that_the_last_answer_leads_with() -> None:
    history = [
        Turn(role="user", content="Whom can journalists call?"),
        Turn(role="assistant", content="Brian Hansford [1]\n\n“Brian Hansford” [1]"),
    ]
    assert complete("What is his job?", history) == "What is Brian Hansford’s job?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = user("How many Parties does the Estuary Protocol have?", "When did it enter into force?")
    assert complete("Who chairs it?", history) == "Who chairs the Estuary Protocol?"


@given(st.lists(st.text(max_size=80), max_size=4), st.text(max_size=80))
def test_no_word_is_invented(history: list[str], question: str) -> None:
    said = " ".join([*history, question])
    for word in complete(question, user(*history)).split():
        assert word.strip("()?:,.!’s") in said or word.strip("()?:,") in said


def test_a_turn_that_was_declined_contributes_nothing() -> None:
    declined = [
        Turn(role="user", content="How many staff does the Harbour Office have?"),
        Turn(role="assistant", content=f"{DECLINED[0]}mention “staff”. The passages below come closest."),
    ]
    assert complete("And when was it founded?", declined) == "And when was it founded?"
    before = user("When did the Estuary Protocol enter into force?")
    assert complete("Who chairs it?", before + declined) == "Who chairs the Estuary Protocol?"


def test_a_subject_of_several_turns_before_is_remembered() -> None:
    history = [
        Turn(role="user", content="What is lobular carcinoma?"),
        Turn(role="assistant", content="Lobular carcinoma is a cancer that starts in the lobules."),
        Turn(role="user", content="And is it treated with drugs?"),
        Turn(role="assistant", content="Most patients are operated on."),
    ]
    assert "carcinoma" in complete("How deadly is it?", history)
