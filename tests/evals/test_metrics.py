"""Metrics, each worked by hand on a few questions."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from assistant.answer import Answer
from corpus.document import Document
from evals.estimating import METRICS, estimate_part, record_judgement
from evals.intervals import wilson
from evals.locating import Span
from evals.metrics.declining import DECLINED, WRONGLY_DECLINED
from evals.metrics.exact_quotes import EXACT_QUOTES
from evals.metrics.metric import Asked, CannotBeScored, estimate_rate, pool_rates
from evals.metrics.retrieval import answer_at, success_at
from evals.metrics.right import RIGHT
from evals.metrics.separation import SEPARATION, auroc, estimate_auroc
from evals.suite import Sample

Samples = Callable[..., Sample]
Answers = Callable[..., Answer]
AskedMaker = Callable[..., Asked]

TWELVE = "It adopted 12 decisions."
VIENNA = "The Summit met in Vienna."


@pytest.fixture
def four(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> list[Asked]:
    """Right, wrong, wrongly declined, and rightly declined."""
    return [
        make_asked(make_sample(id="right", tags=("figure",)), make_answer(TWELVE, confidence=0.9)),
        make_asked(make_sample(id="wrong", tags=("figure", "typo")), make_answer(VIENNA, confidence=0.6)),
        make_asked(make_sample(id="shy", tags=("typo",)), make_answer(confidence=0.2)),
        make_asked(make_sample(id="declined", answerable=False), make_answer(confidence=0.2)),
    ]


def test_right_counts_answers_and_declined_questions_alike(four: list[Asked]) -> None:
    estimate = RIGHT.estimate(four)
    assert (estimate.value, estimate.n) == (2 / 4, 4)
    assert (estimate.low, estimate.high) == wilson(2, 4)


def test_declining_is_counted_among_the_unanswerable_and_among_the_answerable(four: list[Asked]) -> None:
    assert (DECLINED.estimate(four).value, DECLINED.estimate(four).n) == (1.0, 1)
    assert (WRONGLY_DECLINED.estimate(four).value, WRONGLY_DECLINED.estimate(four).n) == (1 / 3, 3)


def test_groups_add_up(four: list[Asked]) -> None:
    groups = {group.name: group for group in estimate_part("all", four).groups}
    assert list(groups) == ["all", "answerable", "unanswerable", "figure", "typo"]
    for group in groups.values():
        assert group.right.value is not None
        assert round(group.right.value * group.right.n) + group.wrong + group.declined == group.n
    assert (groups["figure"].n, groups["figure"].wrong, groups["figure"].declined) == (2, 1, 0)
    assert (groups["typo"].n, groups["typo"].wrong, groups["typo"].declined) == (2, 1, 1)
    assert groups["unanswerable"].right.value == 1.0


def test_a_tag_called_unanswerable_is_not_counted_twice(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    asked = make_asked(make_sample(answerable=False, tags=("unanswerable",)), make_answer())
    assert [group.name for group in estimate_part("all", [asked]).groups] == ["all", "unanswerable"]


def test_the_area_of_four_pairs_by_hand() -> None:
    # 0.9 is above both; 0.5 ties with one and is above the other: (1 + 1 + 1/2 + 1) / 4.
    assert auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == 3.5 / 4


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_the_area_is_that_of_another_implementation(one: list[int], other: list[int]) -> None:
    ours = auroc(np.array(one, dtype=float), np.array(other, dtype=float))
    assert ours == pytest.approx(roc_auc_score([1] * len(one) + [0] * len(other), one + other))


def test_the_area_of_the_confidence_reads_abstentions_as_well(four: list[Asked]) -> None:
    estimate = SEPARATION.estimate(four)
    assert estimate.value == (1 + 1 + 0.5) / 3
    assert estimate.n == 4
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_the_area_of_one_sort_alone_cannot_be_scored() -> None:
    estimate = estimate_auroc("auroc", [0.9, 0.4], [])
    assert estimate.value is None
    assert estimate.reason == "needs answerable and unanswerable questions"


def test_success_asks_for_evidence_among_the_first_k(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker, document: Document
) -> None:
    place = document.text.index("12")
    asked = make_asked(make_sample(), make_answer(), [Span("release", 0, 5), Span("release", place, place + 2)])
    assert success_at(1).score(asked) == 0.0
    assert success_at(2).score(asked) == 1.0
    assert success_at(1).score(make_asked(make_sample(answerable=False), make_answer())) is None


def test_an_answer_in_a_passage_has_to_be_said_there(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker, document: Document
) -> None:
    start = document.text.index(TWELVE)
    cut = Span("release", start, start + len("It adopted"))
    whole = Span("release", start, start + len(TWELVE))
    asked = make_asked(make_sample(), make_answer(), [cut, whole])
    assert success_at(1).score(asked) == 1.0
    assert answer_at(1).score(asked) == 0.0
    assert answer_at(2).score(asked) == 1.0


def test_what_cannot_be_scored_is_counted_and_neither_zero_nor_left_out_silently(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker, four: list[Asked]
) -> None:
    lost = make_asked(make_sample(id="lost", evidence=("It stands nowhere.",)), make_answer(TWELVE))
    assert RIGHT.score(lost) == CannotBeScored(reason="its evidence stands in no document")
    estimate = RIGHT.estimate([*four, lost])
    assert (estimate.value, estimate.n, estimate.unscored) == (2 / 4, 4, 1)
    assert success_at(1).estimate([lost]).value is None
    group = estimate_part("all", [*four, lost]).groups[0]
    assert (group.n, group.right.n, group.right.unscored, group.wrong, group.declined) == (5, 4, 1, 1, 1)


def test_a_metric_without_questions_cannot_be_scored(make_answer: Answers, make_sample: Samples) -> None:
    for metric in METRICS:
        estimate = metric.estimate([])
        assert estimate.value is None
        assert estimate.reason


def test_rates_of_several_suites_pool_to_the_rate_of_all_questions() -> None:
    parts = [estimate_rate("right", [1.0, 0.0, 0.0]), estimate_rate("right", [1.0]), estimate_rate("right", [])]
    assert pool_rates(parts) == estimate_rate("right", [1.0, 0.0, 0.0, 1.0])


def test_exact_quotes_count_every_quotation(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> None:
    questions = [
        make_asked(make_sample(), make_answer(TWELVE, VIENNA, short="12")),
        make_asked(make_sample(answerable=False), make_answer()),
    ]
    estimate = EXACT_QUOTES.estimate(questions)
    assert (estimate.value, estimate.n) == (1.0, 4)


def test_offsets_shifted_by_one_are_caught_by_exact_quotes(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    for shift in (-1, 1):
        asked = make_asked(make_sample(), make_answer(TWELVE, shift=shift))
        assert asked.judgement.right
        assert EXACT_QUOTES.score(asked) == 0.0
        assert EXACT_QUOTES.estimate([asked]).value == 0.0


def test_shifted_offsets_of_the_nearest_passages_are_caught_as_well(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    assert EXACT_QUOTES.score(make_asked(make_sample(), make_answer(shift=1))) == 0.0


def test_a_quotation_beyond_the_end_of_the_text_is_not_exact(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    answer = make_answer("93 States.")
    citation = answer.citations[0].model_copy(update={"end": answer.citations[0].end + 1})
    asked = make_asked(make_sample(), answer.model_copy(update={"citations": (citation,)}))
    assert EXACT_QUOTES.score(asked) == 0.0


def test_a_quotation_of_an_unknown_document_is_not_exact(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    answer = make_answer(TWELVE, short="12")
    citation = answer.citations[0].model_copy(update={"document_id": "elsewhere"})
    asked = make_asked(make_sample(), answer.model_copy(update={"citations": (citation,)}))
    assert EXACT_QUOTES.estimate([asked]).value == 0.0


def test_a_judgement_holds_the_scores_of_the_metrics_that_concern_it(four: list[Asked]) -> None:
    assert record_judgement(four[3]).scores == {"right": 1.0, "declined": 1.0, "exact_quotes": 1.0}
    assert record_judgement(four[1]).scores["right"] == 0.0
