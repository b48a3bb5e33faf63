"""Figures of reading a given passage, worked by hand."""

import pytest

from evals.closed_reading import Read, measure_near_misses, measure_squad2, score_all
from evals.examples import Example


def read(answerable: bool, answers: float, f1: float = 0.0, kind: str = "") -> Read:
    return Read(Example("test", "Who?", "", "Ann sang.", answerable, (0, 3) if answerable else None, kind), answers, f1)


def test_near_misses_are_told_from_answers_by_kind() -> None:
    answered = [read(True, 2.0, 1.0), read(True, 0.0, 0.5)]
    missed = [read(False, 1.0, kind="scope"), read(False, -1.0, kind="entity")]
    figures = {one.name: one.value for one in measure_near_misses([*answered, *missed])}
    assert figures == {
        "near_miss, AUROC": pytest.approx(0.75),
        "near_miss, AUROC, entity": pytest.approx(1.0),
        "near_miss, AUROC, scope": pytest.approx(0.5),
        "near_miss, F1 of spans": pytest.approx(0.75),
    }


def test_a_question_below_the_threshold_is_answered_by_nothing() -> None:
    asked = [read(True, 1.0, 0.8), read(True, -1.0, 0.9), read(False, -2.0), read(False, 3.0)]
    assert score_all(asked, 0.0) == [0.8, 0.0, 1.0, 0.0]


def test_the_threshold_is_that_of_the_part_for_tuning() -> None:
    tuning = [read(True, 2.0, 1.0), read(False, 1.0)]
    figures = {one.name: one.value for one in measure_squad2([read(True, 1.5, 1.0), read(False, 1.8)], tuning)}
    assert figures["SQuAD 2.0, F1 of all, declined below a threshold"] == 0.5
