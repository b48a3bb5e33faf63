"""The folder of a run: what was asked of what, and line by line what came of it.

run.json            what was asked, of which index and settings
predictions.jsonl   answers, the same bytes whenever the same is asked of the same
rankings.jsonl      passages found for each question
timings.jsonl       seconds, which differ from run to run
judgements.jsonl    right or wrong, why, and the score by every metric that scores one question
metrics.json        estimates
report.html         all of it, to look at
junit.xml, run.trec, qrels.trec, ragas.jsonl    the same for other tools
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.answer import Answer
from evals.errors import AbsentDataError, RunError
from evals.suite import Split

RUN_FILE = "run.json"
PREDICTIONS_FILE = "predictions.jsonl"
RANKINGS_FILE = "rankings.jsonl"
TIMINGS_FILE = "timings.jsonl"
JUDGEMENTS_FILE = "judgements.jsonl"
METRICS_FILE = "metrics.json"
REPORT_FILE = "report.html"
JUNIT_FILE = "junit.xml"
TREC_RUN_FILE = "run.trec"
TREC_QRELS_FILE = "qrels.trec"
RAGAS_FILE = "ragas.jsonl"
COMPARISON_FILE = "comparison.html"
LOCK_FILE = ".lock"

# Predictions come last: a question with a prediction has everything else.
APPENDED_FILES = (RANKINGS_FILE, TIMINGS_FILE, PREDICTIONS_FILE)


MADE_FILES = (
    JUDGEMENTS_FILE, METRICS_FILE, REPORT_FILE, JUNIT_FILE, TREC_RUN_FILE, TREC_QRELS_FILE, RAGAS_FILE, COMPARISON_FILE
)  # fmt: skip


class RunRecord(BaseModel):
    """What a run asked, and of what; the same record means the same predictions."""

    model_config = ConfigDict(frozen=True)

    suite: str
    suite_sha256: str
    split: Split | None = Field(description="The half that was asked; null for all.")
    tag: str | None = Field(default=None, description="The tag of the questions that were asked; null for all.")
    questions: int
    generation: str = Field(description="Of the index.")
    settings: dict[str, str | int | float | None] = Field(description="Those that can change an answer.")
    system: str = Field(description="Hash of the code and models that make answers.")


class Prediction(BaseModel):
    """The answer to one question. Seconds are kept apart, since they differ from run to run."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Of the sample.")
    answer: Answer
    standalone: Answer | None = Field(
        default=None, description="To the question's self-contained form, where the sample has one."
    )

    @model_validator(mode="before")
    @classmethod
    def _restore_seconds(cls, data: object) -> object:
        if isinstance(data, dict):
            answers = {name: data[name] for name in ("answer", "standalone") if isinstance(data.get(name), dict)}
            return {**data, **{name: {"seconds": {}, **answer} for name, answer in answers.items()}}
        return data

    def write(self) -> str:
        """Return its line."""
        return self.model_dump_json(
            exclude={"answer": {"seconds"}, "standalone": {"seconds"}} if self.standalone
            else {"answer": {"seconds"}, "standalone": True}
        )  # fmt: skip


class Timing(BaseModel):
    """The time that one question took."""

    model_config = ConfigDict(frozen=True)

    id: str
    seconds: dict[str, float]

    def write(self) -> str:
        """Return its line."""
        return self.model_dump_json()


class RankedSpan(BaseModel):
    """A passage that was found, and its score."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    start: int
    end: int
    score: float


class Ranking(BaseModel):
    """The passages found for one question, best first."""

    model_config = ConfigDict(frozen=True)

    id: str
    passages: tuple[RankedSpan, ...]

    def write(self) -> str:
        """Return its line."""
        return self.model_dump_json()


Line = TypeVar("Line", bound=BaseModel)


class RunFolder:
    """A run that is being written."""

    def __init__(self, folder: Path, done: int) -> None:
        self.folder = folder
        self.done = done
        """How many questions have their prediction."""

    def append(self, ranking: Ranking, timing: Timing, prediction: Prediction) -> None:
        """Write what came of the next question; it is in the files when the call returns.

        Raises:
            RunError: The disk is full, or the like; what was written stays.
        """
        try:
            for name, line in zip(APPENDED_FILES, (ranking.write(), timing.write(), prediction.write()), strict=True):
                with (self.folder / name).open("a", encoding="utf-8", newline="\n") as file:
                    file.write(f"{line}\n")
        except OSError as error:
            raise RunError(
                f"{self.folder}: cannot be written: {error.strerror or error}; {self.done} predictions are safe: "
                "make room and run the same command again to go on"
            ) from error
        self.done += 1


@contextmanager
def open_run(folder: Path, record: RunRecord, ids: Sequence[str], fresh: bool = False) -> Iterator[RunFolder]:
    """Open a folder for a run: one that was interrupted goes on, one that was finished starts anew.

    Args:
        ids: Of the samples, in the order in which they are asked.
        fresh: Start anew whatever is there.

    Raises:
        RunError: An unfinished run of something else is there, a finished one of another suite, or somebody else
            writes into the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK_FILE)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise RunError(f"{folder}: another process is writing this run; choose another --output") from error
    except OSError as error:
        raise RunError(f"{folder}: cannot be written: {error.strerror or error}") from error
    try:
        done = 0 if fresh else _count_done(folder, record, ids)
        if not done:
            _clear(folder)
            write_whole(folder / RUN_FILE, record.model_dump_json(indent=1))
        yield RunFolder(folder, done)
    finally:
        lock.release()


def _count_done(folder: Path, record: RunRecord, ids: Sequence[str]) -> int:
    """Return how many questions of an interrupted run need not be asked again; 0 starts anew."""
    if not (folder / PREDICTIONS_FILE).exists():
        return 0
    there = read_record(folder)
    done = min(len(_split_lines(folder / name)) for name in APPENDED_FILES)
    finished = done >= there.questions
    if there.suite != record.suite or (there != record and not finished):
        raise RunError(
            f"{folder}: holds {_tell_difference(there, record)}: choose another --output, or start anew with --fresh"
        )
    if finished:
        return 0
    for name in APPENDED_FILES:
        lines = _split_lines(folder / name)[:done]
        os.truncate(folder / name, sum(len(line) + 1 for line in lines))
    predicted = [prediction.id for prediction in read_predictions(folder)]
    if predicted != list(ids[:done]):
        raise RunError(f"{folder / PREDICTIONS_FILE}: is not what this suite asks; start anew with --fresh")
    return done


def _tell_difference(there: RunRecord, wanted: RunRecord) -> str:
    names = [name for name in RunRecord.model_fields if getattr(there, name) != getattr(wanted, name)]
    shown = "; ".join(f"{name} {getattr(there, name)}, now {getattr(wanted, name)}" for name in names)
    return f"a run of something else ({shown})"


def _split_lines(path: Path) -> list[bytes]:
    """Return the whole lines of a file; one that was being written when the run broke off is left out."""
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def _clear(folder: Path) -> None:
    for name in (*APPENDED_FILES, RUN_FILE, *MADE_FILES):
        (folder / name).unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file of a run in one go.

    Raises:
        RunError: The disk is full, or the like.
    """
    try:
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror or error}") from error


def read_record(folder: Path) -> RunRecord:
    """Return what a run asked.

    Raises:
        AbsentDataError: There is no run in the folder.
        RunError: Its record is damaged.
    """
    return read_whole(folder / RUN_FILE, RunRecord)


def read_whole(path: Path, model: type[Line]) -> Line:
    """Return the content of a JSON file of a run.

    Raises:
        AbsentDataError: It is not there.
        RunError: It is not what this Palermo writes.
    """
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise AbsentDataError(f"{path}: not there; make the run with `palermo-eval run`") from error
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValidationError as error:
        raise RunError(f"{path}: {error.errors()[0]['msg']}; make the run again") from error


def read_lines(path: Path, model: type[Line]) -> list[Line]:
    """Return the records of a JSONL file of a run.

    Raises:
        AbsentDataError: It is not there.
        RunError: A line is not what this Palermo writes.
    """
    records: list[Line] = []
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError as error:
        raise AbsentDataError(f"{path}: not there; make the run with `palermo-eval run`") from error
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror or error}") from error
    for number, line in enumerate(lines, start=1):
        try:
            records.append(model.model_validate_json(line))
        except ValidationError as error:
            raise RunError(f"{path}:{number}: {error.errors()[0]['msg']}; make the run again") from error
    return records


def read_predictions(folder: Path) -> list[Prediction]:
    """Return the answers of a run, in the order of the suite."""
    return read_lines(folder / PREDICTIONS_FILE, Prediction)


def read_rankings(folder: Path) -> list[Ranking]:
    """Return the rankings of a run, in the order of the suite."""
    return read_lines(folder / RANKINGS_FILE, Ranking)


def read_timings(folder: Path) -> list[Timing]:
    """Return the seconds of a run, in the order of the suite."""
    return read_lines(folder / TIMINGS_FILE, Timing)
