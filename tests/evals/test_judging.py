"""An answer is right for a reason, and wrong for a reason."""

from collections.abc import Callable

import pytest

from assistant.answer import Answer
from corpus.document import Document
from evals.judging import Judgement, Reason, judge, matches
from evals.locating import Span, locate
from evals.suite import Sample

Samples = Callable[..., Sample]
Answers = Callable[..., Answer]


@pytest.fixture
def evidence(document: Document) -> tuple[Span, ...]:
    return locate("It adopted 12 decisions.", [document])


def test_an_answer_that_says_it_and_cites_the_evidence_is_right(
    make_sample: Samples, make_answer: Answers, evidence: tuple[Span, ...]
) -> None:
    assert judge(make_sample(), make_answer("It adopted 12 decisions."), evidence) == Judgement(True, Reason.SAYS_IT)


def test_conflicting_counts_as_answered(make_sample: Samples, make_answer: Answers, evidence: tuple[Span, ...]) -> None:
    answer = make_answer("It adopted 12 decisions.").model_copy(update={"outcome": "conflicting"})
    assert judge(make_sample(), answer, evidence).right


def test_an_answer_that_says_something_else_is_wrong(
    make_sample: Samples, make_answer: Answers, evidence: tuple[Span, ...]
) -> None:
    sample = make_sample(any_of=(r"\b13\b",))
    judgement = judge(sample, make_answer("It adopted 12 decisions."), evidence)
    assert judgement == Judgement(False, Reason.WRONG_ANSWER)


def test_an_answer_that_cites_another_place_is_wrong(
    make_sample: Samples, make_answer: Answers, evidence: tuple[Span, ...]
) -> None:
    answer = make_answer("The Summit met in Vienna.")
    judgement = judge(make_sample(any_of=("Vienna",)), answer, evidence)
    assert judgement == Judgement(False, Reason.NO_OVERLAP)


def test_one_overlapping_character_is_enough(make_sample: Samples, make_answer: Answers, document: Document) -> None:
    start = document.text.index("12 decisions.") + len("12 decisions.") - 1
    evidence = [Span(document.id, start, start + 10)]
    assert judge(make_sample(), make_answer("12 decisions."), evidence).right
    assert not judge(make_sample(), make_answer("12 decisions"), evidence).right


def test_evidence_that_stands_nowhere_is_told_apart(make_sample: Samples, make_answer: Answers) -> None:
    judgement = judge(make_sample(), make_answer("It adopted 12 decisions."), [])
    assert judgement == Judgement(False, Reason.NO_EVIDENCE)


def test_declining_is_right_exactly_where_the_sources_do_not_tell(
    make_sample: Samples, make_answer: Answers, evidence: tuple[Span, ...]
) -> None:
    assert judge(make_sample(answerable=False), make_answer(), ()) == Judgement(True, Reason.DECLINED)
    assert judge(make_sample(), make_answer(), evidence) == Judgement(False, Reason.WRONGLY_DECLINED)
    answered = judge(make_sample(answerable=False), make_answer("It adopted 12 decisions."), ())
    assert answered == Judgement(False, Reason.WRONGLY_ANSWERED)


@pytest.mark.parametrize(
    ("any_of", "all_of", "text", "right"),
    [
        ((), (), "whatever", True),
        (("vienna", "paris"), (), "in VIENNA", True),
        (("rome", "paris"), (), "in Vienna", False),
        ((), ("vienna", "12"), "12 in Vienna", True),
        ((), ("vienna", "12"), "13 in Vienna", False),
        (("rome", "vienna"), ("12",), "12 in Vienna", True),
        (("rome",), ("12",), "12 in Vienna", False),
        (("rome", "vienna"), ("12",), "in Vienna", False),
    ],
)
def test_one_of_any_and_all_of_all_have_to_match(
    make_sample: Samples, any_of: tuple[str, ...], all_of: tuple[str, ...], text: str, right: bool
) -> None:
    assert matches(make_sample(any_of=any_of, all_of=all_of), text) is right


def test_the_figure_in_a_citation_marker_is_no_answer(make_sample: Samples) -> None:
    sample = make_sample(any_of=(r"\b4\b",))
    assert not matches(sample, "Some delegates came. [4]")
    assert matches(sample, "Some 4 delegates came. [4]")
