"""What is wrong with a suite is said, with the line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.question import Question
from corpus.collection import Collection
from corpus.document import Document
from evals.checking import check_suite, find_suspects
from evals.recording import RankedSpan
from evals.suite import Sample, Suite, read_suite
from index.filters import Filters

Samples = Callable[..., Sample]


def collect(*samples: Sample) -> Suite:
    return Suite("made-up", Path("made-up.jsonl"), "0" * 64, samples, tuple(range(1, len(samples) + 1)))


def test_the_press_kit_suite_is_in_order(press_kit: Collection) -> None:
    assert check_suite(read_suite("press_kit"), press_kit.documents) == []


def test_a_sound_sample_has_no_problem(make_sample: Samples, document: Document) -> None:
    assert check_suite(collect(make_sample(), make_sample(id="s2", answerable=False)), [document]) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"evidence": ("It adopted 13 decisions.",)}, "stands in no document: 'It adopted 13 decisions.'"),
        ({"any_of": ("decisions",)}, "matches the question itself: 'decisions'"),
        ({"all_of": ("HOW",)}, "matches the question itself: 'HOW'"),
        ({"any_of": ("(twelve)?",)}, "matches an empty answer"),
        ({"evidence": ()}, "no answer to it can be right"),
        ({"any_of": ()}, "whatever cites the evidence is right"),
        ({"answerable": False, "any_of": ("12",)}, "not answerable, and has evidence or patterns"),
    ],
)
def test_a_fault_of_a_sample_is_named_with_its_line(
    make_sample: Samples, document: Document, fields: dict[str, Any], said: str
) -> None:
    problems = check_suite(collect(make_sample(id="s1"), make_sample(id="s2", **fields)), [document])
    assert {(problem.line, problem.sample_id) for problem in problems} == {(2, "s2")}
    assert any(said in problem.fault for problem in problems)


def test_a_subject_in_both_halves_is_named(make_sample: Samples, document: Document) -> None:
    suite = collect(
        make_sample(id="s1", split="tuning", subject="decisions"),
        make_sample(id="s2", split="reporting", subject="decisions", question="What became of them?"),
        make_sample(id="s3", split="tuning", subject="decisions"),
    )
    (problem,) = check_suite(suite, [document])
    assert problem.line == 2
    assert "`decisions`" in problem.fault


def test_a_question_asked_in_both_halves_is_named(make_sample: Samples, document: Document) -> None:
    suite = collect(
        make_sample(id="s1", split="tuning", question="How many decisions were adopted?"),
        make_sample(id="s2", split="reporting", question="how many Decisions were adopted"),
        make_sample(id="s3", split="reporting", question="How many decisions were not taken up at all?"),
    )
    (problem,) = check_suite(suite, [document])
    assert (problem.line, problem.fault) == (2, "nearly the same as s1, which is in the tuning half")


class Sure:
    """Answers everything alike."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def answer(self, question: Question) -> Answer:
        """Return the answer."""
        return self._answer

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Return nothing."""
        return ()


def test_an_unanswerable_question_with_a_sure_answer_is_a_suspect(
    make_sample: Samples, make_answer: Callable[..., Answer]
) -> None:
    suite = collect(make_sample(id="s1"), make_sample(id="s2", answerable=False))
    (suspect,) = find_suspects(suite, Sure(make_answer("It adopted 12 decisions.", confidence=0.9)))
    assert suspect.sample_id == "s2"
    assert "release says 'It adopted 12 decisions.' (0.90)" in suspect.fault
    assert not list(find_suspects(suite, Sure(make_answer("It adopted 12 decisions.", confidence=0.3))))
