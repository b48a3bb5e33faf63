"""What other tools read of a run."""

import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

import ir_measures
import pytest

from assistant.answer import Answer
from evals.exporting import write_junit, write_ragas, write_trec_qrels, write_trec_run
from evals.locating import Span
from evals.metrics.metric import Asked
from evals.suite import Sample


@pytest.fixture
def asked(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer], make_asked: Callable[..., Asked]
) -> list[Asked]:
    """A right answer found second, a wrong one found nowhere, and a declined one."""
    vienna, twelve = Span("release", 0, 25), Span("release", 26, 50)
    return [
        make_asked(make_sample(id="right"), make_answer("It adopted 12 decisions."), [vienna, twelve]),
        make_asked(
            make_sample(id="wrong", question="How <many>\x0c?"), make_answer("The Summit met in Vienna."), [vienna]
        ),
        make_asked(make_sample(id="declined", answerable=False), make_answer(), [vienna]),
    ]


def test_ir_measures_reads_the_trec_files(asked: list[Asked]) -> None:
    run = list(ir_measures.read_trec_run(io.StringIO(write_trec_run(asked))))
    qrels = list(ir_measures.read_trec_qrels(io.StringIO(write_trec_qrels(asked))))
    assert len(run) == 4
    values = {metric.query_id: metric.value for metric in ir_measures.iter_calc([ir_measures.RR], qrels, run)}
    assert values == {"right": 1 / 2, "wrong": 0.0}


def test_ragas_records_hold_what_was_found_and_what_was_wanted(asked: list[Asked]) -> None:
    records = [json.loads(line) for line in write_ragas(asked).splitlines()]
    assert records[0]["retrieved_contexts"] == ["The Summit met in Vienna.", "It adopted 12 decisions."]
    assert records[0]["reference"] == "It adopted 12 decisions."
    assert records[2]["reference"] is None
    assert all(isinstance(record["user_input"], str) and isinstance(record["response"], str) for record in records)


def test_junit_has_a_failure_for_what_is_not_right(asked: list[Asked]) -> None:
    root = ElementTree.fromstring(write_junit("made-up", asked))
    assert root.attrib == {"tests": "3", "failures": "1", "skipped": "0"}
    failed = [case.attrib["name"] for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["wrong: How <many>?"]
