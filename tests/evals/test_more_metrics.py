"""Metrics of places, rankings, citations, references and confidence, worked by hand or held against other code."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Statement
from evals.judging import judge
from evals.locating import Span
from evals.metrics.citations import CITATION_PRECISION, CITATION_RECALL, CITATION_VALIDITY
from evals.metrics.following import FOLLOWED, FOLLOWED_ALONE
from evals.metrics.localisation import SPAN_IOU, SPAN_PRECISION, SPAN_RECALL, Overlap, find_overlap
from evals.metrics.metric import Asked, CannotBeScored
from evals.metrics.ranking import NDCG_AT_10, RECALL_AT_10, RECIPROCAL_RANK, number_relevant
from evals.metrics.reference import EXACT_MATCH, TOKEN_F1, exact_match, normalise, token_f1
from evals.metrics.risk import AREA, CALIBRATION, COVERAGE, find_bins, find_coverage, find_risks
from evals.suite import Sample

Samples = Callable[..., Sample]
Answers = Callable[..., Answer]
AskedMaker = Callable[..., Asked]

TWELVE = "It adopted 12 decisions."
VIENNA = "The Summit met in Vienna."


def test_overlap_counts_characters_once() -> None:
    assert find_overlap([Span("a", 0, 10), Span("a", 5, 12)], [Span("a", 8, 20), Span("b", 0, 5)]) == Overlap(12, 17, 4)


def test_places_are_scored_by_characters(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> None:
    # Cited: a sentence of 25 characters and one of 24, of which the second is the evidence.
    asked = make_asked(make_sample(), make_answer(VIENNA, TWELVE))
    assert SPAN_PRECISION.score(asked) == 24 / 49
    assert SPAN_RECALL.score(asked) == 1.0
    assert SPAN_IOU.score(asked) == 24 / 49
    assert SPAN_RECALL.score(make_asked(make_sample(), make_answer(VIENNA))) == 0.0
    assert SPAN_IOU.score(make_asked(make_sample(), make_answer())) is None
    lost = make_sample(evidence=("It stands nowhere at all.",))
    assert isinstance(SPAN_IOU.score(make_asked(lost, make_answer(VIENNA))), CannotBeScored)


def test_pieces_of_evidence_are_found_once() -> None:
    evidence = [Span("a", 0, 10), Span("a", 30, 40), Span("b", 0, 5)]
    ranking = [Span("c", 0, 9), Span("a", 0, 40), Span("a", 5, 8), Span("b", 0, 50)]
    names, relevant = number_relevant(ranking, evidence)
    # The second passage holds two pieces, which count as one; the third repeats a piece, and is left out.
    assert names == ["passage 0", "evidence 0", "evidence 2"]
    assert relevant == {"evidence 0", "evidence 2"}


def test_rankings_by_hand(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> None:
    first, evidence = Span("release", 0, 25), Span("release", 26, 50)
    asked = make_asked(make_sample(), make_answer(TWELVE), [first, evidence])
    assert RECIPROCAL_RANK.score(asked) == 1 / 2
    assert RECALL_AT_10.score(asked) == 1.0
    assert NDCG_AT_10.score(asked) == pytest.approx(1 / np.log2(3))
    nothing = make_asked(make_sample(), make_answer(TWELVE), [first])
    assert (RECIPROCAL_RANK.score(nothing), RECALL_AT_10.score(nothing), NDCG_AT_10.score(nothing)) == (0.0, 0.0, 0.0)
    assert RECALL_AT_10.score(make_asked(make_sample(answerable=False), make_answer())) is None


def test_citation_numbers_must_exist_and_be_used(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    good = make_answer(TWELVE, VIENNA)
    assert CITATION_VALIDITY.score(make_asked(make_sample(), good)) == 1.0
    for broken in (
        good.model_copy(update={"text": f"{TWELVE} [3]"}),
        good.model_copy(update={"statements": good.statements[:1]}),
        good.model_copy(update={"statements": (Statement(text=TWELVE, citations=(1, 2, 7)),)}),
    ):
        assert CITATION_VALIDITY.score(make_asked(make_sample(), broken)) == 0.0
    assert CITATION_VALIDITY.score(make_asked(make_sample(), make_answer())) is None


def test_swapped_citations_support_nothing(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> None:
    good = make_answer(TWELVE, VIENNA)
    swapped = good.model_copy(
        update={"statements": (Statement(text=TWELVE, citations=(2,)), Statement(text=VIENNA, citations=(1,)))}
    )
    assert CITATION_RECALL.score(make_asked(make_sample(), good)) == 1.0
    assert CITATION_RECALL.score(make_asked(make_sample(), swapped)) == 0.0


def test_a_second_source_in_other_words_cannot_be_scored(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    both = Statement(text=TWELVE, citations=(1, 2))
    answer = make_answer(TWELVE, VIENNA, short="12").model_copy(update={"statements": (both,)})
    assert isinstance(CITATION_PRECISION.score(make_asked(make_sample(), answer)), CannotBeScored)
    assert CITATION_RECALL.score(make_asked(make_sample(), answer)) == 1.0


@pytest.mark.parametrize(
    ("answer", "reference", "match", "f1"),
    [
        ("The  Palermo Convention.", "palermo convention", 1.0, 1.0),
        ("in Palermo, Italy", "Palermo", 0.0, 2 / 4),
        ("119 parties", "52", 0.0, 0.0),
        ("a", "the", 1.0, 1.0),
    ],
)
def test_references_are_compared_as_squad_does(answer: str, reference: str, match: float, f1: float) -> None:
    assert exact_match(answer, reference) == match
    assert token_f1(answer, reference) == pytest.approx(f1)


@given(st.text(max_size=30))
def test_normalising_a_normalised_text_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_best_reference_counts(make_sample: Samples, make_answer: Answers, make_asked: AskedMaker) -> None:
    sample = make_sample(references=("12 decisions", "twelve"))
    asked = make_asked(sample, make_answer(TWELVE, short="12 decisions"))
    assert (EXACT_MATCH.score(asked), TOKEN_F1.score(asked)) == (1.0, 1.0)
    assert TOKEN_F1.score(make_asked(sample, make_answer())) == 0.0
    assert TOKEN_F1.score(make_asked(make_sample(), make_answer(TWELVE))) is None


def make_rows(*pairs: tuple[float, int]) -> np.ndarray:
    return np.array(pairs, dtype=np.float64)


def test_risk_grows_as_less_sure_answers_come_in() -> None:
    rows = make_rows((0.5, 0), (0.9, 1), (0.7, 1), (0.3, 0))
    assert find_risks(rows).tolist() == [0.0, 0.0, 1 / 3, 1 / 2]
    # Two of five questions can be answered with 95 % right.
    assert find_coverage(rows, 5) == 2 / 5
    assert find_coverage(make_rows((0.9, 0)), 5) == 0.0


def test_answers_of_like_confidence_are_binned() -> None:
    bins = find_bins(make_rows((0.91, 1), (0.99, 0), (0.15, 0), (1.0, 1)))
    assert [(one.low, one.n) for one in bins] == [(0.1, 1), (0.9, 3)]
    assert bins[1].right == pytest.approx(2 / 3)


def test_figures_of_the_confidence_come_from_answers_alone(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    asked = [
        make_asked(make_sample(id="a"), make_answer(TWELVE, confidence=0.85)),
        make_asked(make_sample(id="b"), make_answer(VIENNA, confidence=0.45)),
        make_asked(make_sample(id="c"), make_answer(confidence=0.1)),
    ]
    assert AREA.estimate(asked).value == pytest.approx((0 + 1 / 2) / 2)
    assert COVERAGE.estimate(asked).value == pytest.approx(1 / 3)
    assert CALIBRATION.estimate(asked).value == pytest.approx((0.15 + 0.45) / 2)
    assert CALIBRATION.estimate(asked).n == 2
    assert AREA.estimate(asked[2:]).value is None


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=30))
def test_the_last_risk_is_the_share_of_wrong_answers(pairs: Sequence[tuple[float, int]]) -> None:
    rows = make_rows(*pairs)
    assert find_risks(rows)[-1] == pytest.approx(1 - rows[:, 1].mean())


def test_follow_ups_are_counted_by_themselves(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    alone = make_asked(make_sample(id="a"), make_answer(TWELVE))
    after = make_asked(make_sample(id="b", history=("What was adopted?",)), make_answer(VIENNA))
    assert (FOLLOWED.estimate([alone, after]).value, FOLLOWED.estimate([alone, after]).n) == (0.0, 1)


def test_a_follow_up_is_judged_in_its_self_contained_form_as_well(
    make_sample: Samples, make_answer: Answers, make_asked: AskedMaker
) -> None:
    sample = make_sample(history=("What was adopted?",), standalone="How many decisions were adopted?")
    asked = make_asked(sample, make_answer(VIENNA))
    asked = asked._replace(standalone=judge(sample, make_answer(TWELVE), asked.evidence))
    assert (FOLLOWED.score(asked), FOLLOWED_ALONE.score(asked)) == (0.0, 1.0)
    assert FOLLOWED_ALONE.score(make_asked(sample, make_answer(VIENNA))) is None
