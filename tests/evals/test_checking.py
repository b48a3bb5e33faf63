"""What is wrong with a suite is said, with the line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.collection import Collection
from corpus.document import Document
from evals.checking import check_suite
from evals.suite import Sample, Suite, read_suite

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
        make_sample(id="s2", split="reporting", subject="decisions"),
        make_sample(id="s3", split="tuning", subject="decisions"),
    )
    (problem,) = check_suite(suite, [document])
    assert problem.line == 2
    assert "`decisions`" in problem.fault
