"""What changed between two runs of the same questions, and whether that is more than chance."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evals.errors import MisuseError
from evals.estimating import METRICS, WHOLE, JudgementRecord, Report
from evals.intervals import exact_mcnemar
from evals.metrics.metric import Estimate
from evals.recording import JUDGEMENTS_FILE, METRICS_FILE, read_lines, read_record, read_whole

SIGNIFICANT = 0.05
GATE = "right"  # The metric that decides.


class Change(NamedTuple):
    """One metric in both runs."""

    part: str
    metric: str
    before: Estimate | None
    after: Estimate | None
    lost: int
    """Questions that the metric scores lower now."""
    won: int
    p: float | None
    """Of the exact paired test; None where single questions have no score."""


class Flip(NamedTuple):
    """A question that became right or stopped being it."""

    before: JudgementRecord
    after: JudgementRecord


class Comparison(NamedTuple):
    """Two runs, one against the other."""

    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    worse: bool
    """Whether fewer questions are right, and by more than chance."""


def compare(before: Path, after: Path) -> Comparison:
    """Compare the runs of two folders.

    Raises:
        MisuseError: They did not ask the same questions.
        AbsentDataError: There is no finished run in a folder.
        RunError: A file of a run is damaged.
    """
    _check_comparable(before, after)
    reports = read_whole(before / METRICS_FILE, Report), read_whole(after / METRICS_FILE, Report)
    old, new = (read_lines(folder / JUDGEMENTS_FILE, JudgementRecord) for folder in (before, after))
    if [record.id for record in old] != [record.id for record in new]:
        raise MisuseError(f"{before} and {after} hold judgements of different questions")
    pairs = list(zip(old, new, strict=True))
    parts = [part.name for part in reports[0].parts]
    changes = tuple(
        _compare_metric(part, metric.name, reports, [pair for pair in pairs if part in (pair[0].part, WHOLE)])
        for part in dict.fromkeys([*parts, WHOLE])
        for metric in METRICS
        if part in parts or metric.name == GATE
    )
    gate = next(change for change in changes if (change.part, change.metric) == (WHOLE, GATE))
    return Comparison(
        changes=changes,
        flips=tuple(Flip(*pair) for pair in pairs if pair[0].right != pair[1].right),
        worse=gate.lost > gate.won and gate.p is not None and gate.p < SIGNIFICANT,
    )


def _check_comparable(before: Path, after: Path) -> None:
    old, new = read_record(before), read_record(after)
    for name in ("suite", "suite_sha256", "split"):
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            raise MisuseError(
                f"{before} and {after} did not ask the same questions ({name} {one} against {other}): "
                "make both runs with the same suite and half"
            )


def _compare_metric(
    part: str, metric: str, reports: tuple[Report, Report], pairs: Sequence[tuple[JudgementRecord, JudgementRecord]]
) -> Change:
    scores = [(old.scores.get(metric), new.scores.get(metric)) for old, new in pairs]
    scored = [(one, other) for one, other in scores if isinstance(one, float) and isinstance(other, float)]
    falls = sum(other < one for one, other in scored)
    rises = sum(other > one for one, other in scored)
    before, after = (_find_estimate(report, part, metric) for report in reports)
    return Change(part, metric, before, after, falls, rises, exact_mcnemar(falls, rises) if scored else None)


def _find_estimate(report: Report, part: str, metric: str) -> Estimate | None:
    estimates = [estimate for found in report.parts if found.name == part for estimate in found.metrics]
    return next((estimate for estimate in estimates if estimate.name == metric), None)
