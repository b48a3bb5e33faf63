"""Abbreviations that a text explains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.abbreviations import find_definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the World Health Organization (WHO), in Geneva", "WHO", "World Health Organization"),
        ("The Fund for Rural Roads (FRR) pays.", "FRR", "Fund for Rural Roads"),
        ("cases under the Smuggling of Migrants Protocol (SOM)", "SOM", "Smuggling of Migrants"),
        ("the SOM (smuggling of migrants) desk", "SOM", "smuggling of migrants"),
        ("Sharing Electronic Resources and Laws on Crime (SHERLOC)", "SHERLOC", "Sharing Electronic Resources and Laws on Crime"),  # noqa: E501
        ("the International Criminal Police Organization (INTERPOL)", "INTERPOL", "International Criminal Police Organization"),  # noqa: E501
        ("Bodies such as the Council of Lakes (“COL”)", "COL", "Council of Lakes"),
    ],
)  # fmt: skip
def test_explained_abbreviations_are_found(text: str, short: str, long: str) -> None:
    assert [(one.short, one.long) for one in find_definitions(text)] == [(short, long)]


@pytest.mark.parametrize(
    "text",
    ["It fell in 2019 (see Annex II).", "Ms. Waly (Egypt) spoke.", "a deal (the “Deal”)", "four (4) States", "(UN)"],
)
def test_other_parentheses_explain_nothing(text: str) -> None:
    assert not list(find_definitions(text))


@given(st.text(alphabet="AaBb (“”)\n.C-", max_size=60))
def test_a_long_form_stands_where_it_is_said_to(text: str) -> None:
    for one in find_definitions(text):
        assert text[one.start : one.end] == one.long
        assert one.short in text
