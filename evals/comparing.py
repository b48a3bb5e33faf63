"""What changed between two runs of the same questions, and whether that is more than chance."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from evals.errors import MisuseError
from evals.estimating import METRICS, WHOLE, JudgementRecord, Report
from evals.intervals import exact_mcnemar
from evals.metrics.citations import CITATION_RECALL, CITATION_VALIDITY
from evals.metrics.declining import DECLINED, WRONGLY_DECLINED
from evals.metrics.exact_quotes import EXACT_QUOTES
from evals.metrics.following import FOLLOWED
from evals.metrics.localisation import SPAN_RECALL
from evals.metrics.metric import Estimate
from evals.metrics.ranking import RECIPROCAL_RANK
from evals.metrics.right import RIGHT
from evals.recording import (
    JUDGEMENTS_FILE,
    METRICS_FILE,
    read_lines,
    read_predictions,
    read_record,
    read_whole,
    write_whole,
)
from evals.suite import Split

SIGNIFICANT = 0.05
GATES = tuple(
    metric.name
    for metric in (
        RIGHT,
        DECLINED,
        WRONGLY_DECLINED,
        FOLLOWED,
        RECIPROCAL_RANK,
        SPAN_RECALL,
        EXACT_QUOTES,
        CITATION_VALIDITY,
        CITATION_RECALL,
    )
)
"""Names of the metrics that decide whether a run is worse."""


class Change(NamedTuple):
    """One metric in both runs."""

    part: str
    metric: str
    before: Estimate | None
    after: Estimate | None
    lost: int
    """Questions that the metric scores worse now."""
    won: int
    p: float | None
    """Of the exact paired test; None where single questions have no score."""


class Recorded(BaseModel):
    """A finished run, as far as it is compared; a baseline is one in a file."""

    model_config = ConfigDict(frozen=True)

    suite: str
    suite_sha256: str
    split: Split | None
    tag: str | None = None
    report: Report
    judgements: tuple[JudgementRecord, ...]
    questions: dict[str, str] = Field(description="What was asked, by the id of the sample.")
    answers: dict[str, str] = Field(description="What was answered.")


class Flip(NamedTuple):
    """A question that became right or stopped being it."""

    before: JudgementRecord
    after: JudgementRecord


class Comparison(NamedTuple):
    """Two runs, one against the other."""

    before: Recorded
    after: Recorded
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    worse: tuple[str, ...]
    """Names of the deciding metrics that got worse by more than chance."""


def find_baseline(suite: str) -> Path:
    """Return the file of a suite's committed baseline, which need not be there."""
    return Path(str(resources.files("evals"))) / "baselines" / f"{suite}.json"


def read_recorded(path: Path) -> Recorded:
    """Return the run of a folder, or the baseline of a file.

    Raises:
        AbsentDataError: There is no finished run.
        RunError: A file of it is damaged.
    """
    if path.is_file():
        return read_whole(path, Recorded)
    record = read_record(path)
    answers = {prediction.id: prediction.answer for prediction in read_predictions(path)}
    return Recorded(
        suite=record.suite,
        suite_sha256=record.suite_sha256,
        split=record.split,
        tag=record.tag,
        report=read_whole(path / METRICS_FILE, Report),
        judgements=tuple(read_lines(path / JUDGEMENTS_FILE, JudgementRecord)),
        questions={name: answer.question for name, answer in answers.items()},
        answers={name: answer.text for name, answer in answers.items()},
    )


def write_baseline(recorded: Recorded, path: Path) -> None:
    """Write a run as the baseline of its suite.

    Raises:
        RunError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, recorded.model_dump_json(indent=0))


def compare(before: Path, after: Path) -> Comparison:
    """Compare two runs, each the folder of a run or the file of a baseline.

    Raises:
        MisuseError: They did not ask the same questions.
        AbsentDataError: There is no finished run.
        RunError: A file of a run is damaged.
    """
    old, new = read_recorded(before), read_recorded(after)
    for name in ("suite", "suite_sha256", "split", "tag"):
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            raise MisuseError(
                f"{before} and {after} did not ask the same questions ({name} {one} against {other}): "
                "make both runs with the same suite and half"
            )
    if [record.id for record in old.judgements] != [record.id for record in new.judgements]:
        raise MisuseError(f"{before} and {after} hold judgements of different questions")
    return compare_recorded(old, new)


def compare_recorded(old: Recorded, new: Recorded) -> Comparison:
    """Compare two runs of the same questions."""
    pairs = list(zip(old.judgements, new.judgements, strict=True))
    parts = [part.name for part in old.report.parts]
    changes = tuple(
        _compare_metric(part, metric.name, (old.report, new.report), [pair for pair in pairs if _is_in(pair, part)])
        for part in dict.fromkeys([*parts, WHOLE])
        for metric in METRICS
        if part in parts or metric.name in GATES
    )
    deciding = [change for change in changes if change.part == WHOLE and change.metric in GATES]
    return Comparison(
        before=old,
        after=new,
        changes=changes,
        flips=tuple(Flip(*pair) for pair in pairs if pair[0].right != pair[1].right),
        worse=find_worse(deciding),
    )


def find_worse(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the metrics that got worse by more than chance, the level of 5 % holding for all of them together.

    Holm, Scandinavian Journal of Statistics 6, 1979: the k-th smallest of m p values is held against
    0.05 / (m - k + 1), until one is above. A metric whose questions all keep their scores is not tested.
    """
    tested = sorted((change.p, change.metric, change) for change in changes if change.p is not None and _moved(change))
    worse = []
    for place, (p, name, change) in enumerate(tested):
        if p > SIGNIFICANT / (len(tested) - place):
            break
        if change.lost > change.won:
            worse.append(name)
    return tuple(worse)


def _moved(change: Change) -> bool:
    return change.lost + change.won > 0


def _is_in(pair: tuple[JudgementRecord, JudgementRecord], part: str) -> bool:
    return part in (pair[0].part, WHOLE)


def _compare_metric(
    part: str, metric: str, reports: tuple[Report, Report], pairs: Sequence[tuple[JudgementRecord, JudgementRecord]]
) -> Change:
    sign = -1.0 if _smaller_is_better[metric] else 1.0
    scores = [(old.scores.get(metric), new.scores.get(metric)) for old, new in pairs]
    scored = [
        (sign * one, sign * other) for one, other in scores if isinstance(one, float) and isinstance(other, float)
    ]
    falls = sum(other < one for one, other in scored)
    rises = sum(other > one for one, other in scored)
    before, after = (_find_estimate(report, part, metric) for report in reports)
    return Change(part, metric, before, after, falls, rises, exact_mcnemar(falls, rises) if scored else None)


_smaller_is_better = {metric.name: metric.smaller_is_better for metric in METRICS}


def _find_estimate(report: Report, part: str, metric: str) -> Estimate | None:
    estimates = [estimate for found in report.parts if found.name == part for estimate in found.metrics]
    return next((estimate for estimate in estimates if estimate.name == metric), None)
