"""Which documents filters admit."""

from datetime import date

import pytest
from pydantic import ValidationError

from corpus.collection import Collection
from index.filters import Filters


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(document_id="press-release"), {"press-release"}),
        (Filters(document_id=("press-release", "achievements")), {"press-release", "achievements"}),
        (Filters(speaker="Antonio Guterres"), {"secretary-general-video-message"}),
        (Filters(kind=("statement", "transcript")), {"opening-statement", "secretary-general-video-message"}),
        (Filters(kind="statement", speaker="Antonio Guterres"), set()),
        (
            Filters(published_from=date(2020, 10, 12)),
            {"press-release", "opening-statement", "secretary-general-video-message"},
        ),
        (Filters(published_from=date(2020, 10, 10), published_to=date(2020, 10, 11)), set()),
        (Filters(kind="fact sheet", published_from=date(2020, 10, 10)), set()),
        (Filters(document_id="unknown"), set()),
    ],
)
def test_all_conditions_hold_each_by_one_of_its_values(
    press_kit: Collection, filters: Filters, admitted: set[str]
) -> None:
    selected = filters.select(press_kit.documents)
    assert selected is not None
    assert set(selected) == admitted


def test_both_dates_are_included_and_an_undated_document_meets_neither(press_kit: Collection) -> None:
    day = date(2020, 10, 9)
    exact = Filters(published_from=day, published_to=day).select(press_kit.documents)
    assert exact == frozenset(document.id for document in press_kit.documents if document.published == day)
    assert len(exact) == 4
    always = Filters(published_from=date.min).select(press_kit.documents)
    assert always == frozenset(document.id for document in press_kit.documents) - {"achievements"}


def test_no_condition_selects_no_set(press_kit: Collection) -> None:
    assert Filters().select(press_kit.documents) is None


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ValidationError, match="author"):
        Filters.model_validate({"author": "Ghada Waly"})


def test_one_value_and_a_list_of_one_are_the_same_condition() -> None:
    assert Filters.model_validate({"kind": "statement"}) == Filters.model_validate({"kind": ["statement"]})
