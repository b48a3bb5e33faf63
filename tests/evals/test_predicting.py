"""A suite is asked once, goes on after an interruption, and gives the same bytes each time."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.answering import open_assistant
from assistant.question import Question
from assistant.settings import Settings
from evals.errors import AbsentDataError, RunError
from evals.predicting import System, ask, describe_run, predict
from evals.recording import (
    PREDICTIONS_FILE,
    RANKINGS_FILE,
    TIMINGS_FILE,
    RankedSpan,
    RunRecord,
    read_predictions,
    read_rankings,
    read_record,
    read_timings,
)
from evals.suite import Sample, Suite, read_suite
from evals.systems import LocalSystem
from index.filters import Filters

QUESTIONS = 4
SAME = (PREDICTIONS_FILE, RANKINGS_FILE)  # Files that do not differ from run to run.


class Interrupted:
    """A system that is interrupted at one of its questions."""

    def __init__(self, system: System, at: int) -> None:
        self._system = system
        self._left = at

    def answer(self, question: Question) -> Answer:
        """Answer, or be interrupted."""
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        return self._system.answer(question)

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Search."""
        return self._system.rank(query, k, filters)


def ignore(done: int) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
def settings(press_kit_index: Path) -> Settings:
    # Few passages are read, since it is not the answers that matter here.
    return Settings(index=press_kit_index, candidates=2)


@pytest.fixture(scope="module")
def system(settings: Settings) -> Iterator[System]:
    opened = open_assistant(settings)
    with closing(opened.generation):
        yield LocalSystem(opened, settings)


@pytest.fixture(scope="module")
def suite() -> Suite:
    whole = read_suite("press_kit")
    follow_ups = [sample for sample in whole.samples if sample.history][:1]
    return whole._replace(samples=(*whole.samples[: QUESTIONS - 1], *follow_ups), lines=tuple(range(1, QUESTIONS + 1)))


@pytest.fixture(scope="module")
def record(suite: Suite, system: System) -> RunRecord:
    return describe_run(suite, None, system)


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, suite: Suite, record: RunRecord, system: System
) -> dict[str, bytes]:
    """What an uninterrupted run writes."""
    folder = tmp_path_factory.mktemp("whole")
    predict(folder, record, suite.samples, system, ignore)
    return {name: (folder / name).read_bytes() for name in SAME}


def test_every_question_has_its_prediction_ranking_and_timing(
    tmp_path: Path, suite: Suite, record: RunRecord, system: System
) -> None:
    told: list[int] = []
    predict(tmp_path, record, suite.samples, system, told.append)
    ids = [sample.id for sample in suite.samples]
    assert told == list(range(QUESTIONS + 1))
    assert [prediction.id for prediction in read_predictions(tmp_path)] == ids
    assert [timing.id for timing in read_timings(tmp_path)] == ids
    assert [ranking.id for ranking in read_rankings(tmp_path)] == ids
    assert all(len(ranking.passages) == 10 for ranking in read_rankings(tmp_path))
    assert all(timing.seconds["total"] > 0 for timing in read_timings(tmp_path))
    assert read_record(tmp_path) == record


def test_predictions_hold_everything_but_the_seconds(whole: dict[str, bytes]) -> None:
    for line in whole[PREDICTIONS_FILE].splitlines():
        answer = json.loads(line)["answer"]
        assert set(answer) == set(Answer.model_fields) - {"seconds"}


@pytest.mark.parametrize("at", [1, QUESTIONS - 1])
def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(
    tmp_path: Path, at: int, suite: Suite, record: RunRecord, system: System, whole: dict[str, bytes]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        predict(tmp_path, record, suite.samples, Interrupted(system, at), ignore)
    assert len(read_predictions(tmp_path)) == at
    told: list[int] = []
    predict(tmp_path, record, suite.samples, system, told.append)
    assert told[0] == at
    assert {name: (tmp_path / name).read_bytes() for name in SAME} == whole


def test_a_line_that_was_being_written_is_asked_again(
    tmp_path: Path, suite: Suite, record: RunRecord, system: System, whole: dict[str, bytes]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        predict(tmp_path, record, suite.samples, Interrupted(system, 3), ignore)
    predictions = (tmp_path / PREDICTIONS_FILE).read_bytes()
    (tmp_path / PREDICTIONS_FILE).write_bytes(predictions[:-20])
    predict(tmp_path, record, suite.samples, system, ignore)
    assert {name: (tmp_path / name).read_bytes() for name in SAME} == whole


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_loses_nothing_that_was_predicted(
    tmp_path: Path, suite: Suite, record: RunRecord, system: System, whole: dict[str, bytes]
) -> None:
    timings, kept = tmp_path / TIMINGS_FILE, tmp_path / "kept"

    def fill_disk(done: int) -> None:
        if done == 2:
            timings.rename(kept)
            timings.symlink_to("/dev/full")

    with pytest.raises(RunError, match="2 predictions are safe"):
        predict(tmp_path, record, suite.samples, system, fill_disk)
    kept.rename(timings)
    predict(tmp_path, record, suite.samples, system, ignore)
    assert {name: (tmp_path / name).read_bytes() for name in SAME} == whole
    assert len(read_timings(tmp_path)) == QUESTIONS


@pytest.mark.parametrize("change", [{"generation": "000002-other"}, {"suite_sha256": "0" * 64}, {"suite": "other"}])
def test_an_unfinished_run_of_something_else_is_refused_and_kept(
    tmp_path: Path, change: dict[str, str], suite: Suite, record: RunRecord, system: System
) -> None:
    with pytest.raises(KeyboardInterrupt):
        predict(tmp_path, record, suite.samples, Interrupted(system, 1), ignore)
    before = (tmp_path / PREDICTIONS_FILE).read_bytes()
    other = record.model_copy(update=change)
    with pytest.raises(RunError, match=f"{next(iter(change))} .*, now .*--fresh"):
        predict(tmp_path, other, suite.samples, system, ignore)
    assert (tmp_path / PREDICTIONS_FILE).read_bytes() == before


def test_asked_to_start_anew_it_does(tmp_path: Path, suite: Suite, record: RunRecord, system: System) -> None:
    samples = suite.samples[:2]
    with pytest.raises(KeyboardInterrupt):
        predict(tmp_path, record, samples, Interrupted(system, 1), ignore)
    other = record.model_copy(update={"generation": "000002-other", "questions": 2})
    predict(tmp_path, other, samples, system, ignore, fresh=True)
    assert read_record(tmp_path) == other
    assert len(read_predictions(tmp_path)) == 2


def test_a_finished_run_starts_anew(tmp_path: Path, suite: Suite, record: RunRecord, system: System) -> None:
    samples = suite.samples[:2]
    short = record.model_copy(update={"questions": 2})
    told: list[int] = []
    for _ in range(2):
        predict(tmp_path, short, samples, system, told.append)
    assert told == [0, 1, 2, 0, 1, 2]
    assert len(read_predictions(tmp_path)) == 2


def test_a_finished_run_of_another_suite_is_not_overwritten(
    tmp_path: Path, suite: Suite, record: RunRecord, system: System
) -> None:
    short = record.model_copy(update={"questions": 1})
    predict(tmp_path, short, suite.samples[:1], system, ignore)
    with pytest.raises(RunError, match="choose another --output"):
        predict(tmp_path, short.model_copy(update={"suite": "other"}), suite.samples[:1], system, ignore)


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path, suite: Suite, record: RunRecord, system: System) -> None:
    def start_another(done: int) -> None:
        with pytest.raises(RunError, match="another process"):
            predict(tmp_path, record, suite.samples, system, ignore)

    predict(tmp_path, record, suite.samples[:1], system, start_another)


def test_a_damaged_line_is_named(tmp_path: Path, suite: Suite, record: RunRecord, system: System) -> None:
    predict(tmp_path, record, suite.samples[:1], system, ignore)
    with (tmp_path / PREDICTIONS_FILE).open("a") as file:
        file.write("{}\n")
    with pytest.raises(RunError, match=r"predictions\.jsonl:2: "):
        read_predictions(tmp_path)


def test_a_folder_without_a_run_is_absent_data(tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match="palermo-eval run"):
        read_record(tmp_path)


class Echo:
    """Answers with what it was asked, to see what is handed over."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answer:
        """Repeat the question."""
        self.asked.append(question)
        return self._answer.model_copy(update={"text": f"You asked: {question.question}"})

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Find nothing."""
        return ()


def test_earlier_questions_are_asked_in_turn_and_their_answers_handed_on(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer]
) -> None:
    sample = make_sample(question="And of States?", history=("How many delegates?", "And of decisions?"))
    echo = Echo(make_answer())
    assert ask(echo, sample).text == "You asked: And of States?"
    assert [len(question.history) for question in echo.asked] == [0, 2, 4]
    assert [(turn.role, turn.content) for turn in echo.asked[-1].history] == [
        ("user", "How many delegates?"),
        ("assistant", "You asked: How many delegates?"),
        ("user", "And of decisions?"),
        ("assistant", "You asked: And of decisions?"),
    ]
