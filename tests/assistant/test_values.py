"""Figures, dates and names in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.values import find_dates, find_names, find_numbers, read_number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("117 registered delegations including 874 delegates", ["117", "874"]),
        ("nearly 1,100 delegates came", ["nearly 1,100"]),
        ("More than one million lives have been lost", ["More than one million"]),
        ("an increase of 21% to 2018", ["21%"]),
        ("USD 1 billion-worth were frozen", ["USD 1 billion"]),
        ("accessed almost 11.000 times", ["almost 11.000"]),
        ("nearly three-quarters of them", ["nearly three-quarters"]),
        ("Seven resolutions will be brought", ["Seven"]),
        ("It entered into force on 3 July 2005.", []),
        ("Mass of one satellite: 34 kg", ["one", "34 kg"]),
        ("Three hundred and twelve died, and five were hurt", ["Three hundred and twelve", "five"]),
    ],
)
def test_figures_come_with_what_qualifies_them_and_dates_are_none(text: str, found: list[str]) -> None:
    assert [value.text for value in find_numbers(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("adopted on 15 November 2000, in force on 29 September 2003", ["15 November 2000", "29 September 2003"]),
        ("in Palermo, Italy, on 12-15 December 2000", ["12-15 December 2000"]),
        ("published in October 2019", ["October 2019"]),
        ("in 2016-2019 and in 2018/19", ["2016-2019", "2018/19"]),
        ("3,000 case summaries of 15 types", []),
    ],
)
def test_dates_are_found_in_the_ways_that_people_write_them(text: str, found: list[str]) -> None:
    assert [value.text for value in find_dates(text)] == found


def test_a_name_is_a_run_of_capitals_and_the_first_word_of_a_sentence_is_none() -> None:
    text = "The session was opened by Ghada Waly of the United Nations Office on Drugs and Crime."
    assert [value.text for value in find_names(text)] == ["Ghada Waly of the United Nations Office on Drugs and Crime"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("119", 119.0),
        ("over 10,000", 10_000.0),
        ("almost 11.000", 11_000.0),
        ("2.5 million", 2_500_000.0),
        ("USD 1 billion", 1e9),
        ("seven", 7.0),
        ("three hundred and twelve people", 312.0),
        ("some forty-six", 46.0),
        ("about half", None),
        ("dozens", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, amount: float | None) -> None:
    assert read_number(text) == amount


@given(st.text())
def test_every_value_is_the_exact_slice_of_its_text(text: str) -> None:
    for value in find_dates(text):
        assert text[value.start : value.end] == value.text
    for value in find_names(text):
        assert text[value.start : value.end] == value.text
    for value in find_numbers(text):
        assert text[value.start : value.end].strip() == value.text
