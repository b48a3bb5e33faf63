"""The report of a run."""

import re
from collections.abc import Callable

from assistant.answer import Answer
from evals.estimating import Report, estimate_part
from evals.locating import Span
from evals.metrics.metric import Asked
from evals.recording import RunRecord, Timing
from evals.reporting import write_report
from evals.suite import Sample

RECORD = RunRecord(
    suite="made-up", suite_sha256="0" * 64, split=None, questions=2, generation="1", settings={}, system="1" * 64
)


def write(questions: list[Asked]) -> str:
    part = estimate_part("all", questions)
    report = Report(suite="made-up", suite_sha256="0" * 64, generation="1", parts=(part,))
    timings = [Timing(id=asked.sample.id, seconds={"total": 0.2}) for asked in questions]
    return write_report(RECORD, report, questions, timings)


def test_every_question_is_there_with_its_verdict_and_quotations_in_their_surroundings(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer], make_asked: Callable[..., Asked]
) -> None:
    ranking = [Span("release", 0, 25)]
    page = write(
        [
            make_asked(make_sample(id="good"), make_answer("It adopted 12 decisions."), ranking),
            make_asked(make_sample(id="shy", question="Where did it meet?"), make_answer(), ranking),
        ]
    )
    assert re.findall(r'data-verdict="(\w+)"', page) == ["right", "declined"]
    assert "Vienna. <mark>It adopted 12 decisions.</mark> Some" in page
    assert "Where did it meet?" in page
    assert "200 ms" in page


def test_nothing_is_loaded_from_elsewhere_and_nothing_of_a_question_is_markup(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer], make_asked: Callable[..., Asked]
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>?"
    page = write([make_asked(make_sample(question=hostile), make_answer("It adopted 12 decisions."))])
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)


def test_a_run_in_which_nothing_was_answered_has_a_report(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer], make_asked: Callable[..., Asked]
) -> None:
    assert "0 of 1 questions answered" in write([make_asked(make_sample(answerable=False), make_answer())])
