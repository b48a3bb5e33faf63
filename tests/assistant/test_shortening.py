"""The short answer inside a sentence."""

import pytest

from assistant.shortening import find_short_answer
from assistant.wanting import find_wanted


def analyze(text: str) -> list[str]:
    return [word.lower().rstrip("s") for word in text.split()]


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How many States are parties?", "Parties: 119 (as of 9 October 2020)", "119"),
        ("When did it enter into force?", "Entry into force: 3 July 2005, as article 18 says", "3 July 2005"),
        ("Who is the mission manager?", "Mission manager: Jonas Abara", "Jonas Abara"),
        ("Which company builds it?", "Builder: Novak Brothers, Eastmere", "Novak Brothers, Eastmere"),
        (
            "How many investigations were opened?",
            "The initiative led to 152 arrests and the opening of 107 investigations.",
            "107",
        ),
        (
            "Which continents did Turquesa cover?",
            "UNODC supported INTERPOL’s live operation “Turquesa” against smuggling to the Americas.",
            "Americas",
        ),
        ("How many people were arrested?", "The initiative was welcomed by all.", None),
        ("Is the treaty in force?", "Entry into force: 3 July 2005", None),
    ],
)
def test_the_value_that_was_asked_for_is_found_in_the_sentence(question: str, sentence: str, short: str | None) -> None:
    span = find_short_answer(question, find_wanted(question), sentence, analyze)
    assert (None if span is None else sentence[span[0] : span[1]]) == short


@pytest.mark.parametrize(
    ("question", "likely", "short"),
    [
        ("What does it aim at?", "illicit trade", "illicit trade"),
        ("What are the three aims?", "illicit trade", None),
        ("What are the three aims?", "illicit trade, tracing and marking", "illicit trade, tracing and marking"),
    ],
)
def test_one_of_several_things_is_no_short_answer(question: str, likely: str, short: str | None) -> None:
    sentence = "The new Protocol of the Convention is aimed at illicit trade, tracing and marking of arms of all sorts."
    start = sentence.find(likely)
    span = find_short_answer(question, find_wanted(question), sentence, analyze, (start, start + len(likely)))
    assert (None if span is None else sentence[span[0] : span[1]]) == short


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many States are parties to the Firearms Protocol?", "119"),
        ("How many parties has the Human Trafficking Protocol?", "178"),
        ("How many parties has the one on migrants?", "149"),
        ("How many parties are there?", None),
    ],
)
def test_of_values_given_respectively_the_one_in_the_place_of_what_is_named(question: str, short: str | None) -> None:
    sentence = (
        "The human trafficking, migrant smuggling and firearms protocols have 178, 149 and 119 parties respectively."
    )
    span = find_short_answer(question, find_wanted(question), sentence, analyze)
    assert (None if span is None else sentence[span[0] : span[1]]) == short


def test_who_somebody_is_is_not_answered_by_the_name_in_the_question() -> None:
    question = "Who is Ada Brink?"
    assert find_short_answer(question, find_wanted(question), "Statement of Director Ada Brink", analyze) is None
