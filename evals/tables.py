"""Estimates as tables for the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from rich import box
from rich.table import Table

from evals.comparing import Change, Flip
from evals.estimating import METRICS, Group, Part
from evals.metrics.metric import Estimate, concerns
from evals.metrics.right import RIGHT
from evals.rewriting import Selection
from evals.sources import Origin
from evals.suite import Suite, describe_suite

TITLES = {metric.name: metric.title for metric in METRICS}
CANNOT = "cannot be scored"
SUM = "declining what the sources do not tell is right"


def show_value(estimate: Estimate | None) -> str:
    """Return a share in per cent, or why there is none."""
    if estimate is None:
        return ""
    return CANNOT if estimate.value is None else f"{100 * estimate.value:.1f}"


def show_interval(estimate: Estimate | None) -> str:
    """Return the 95 % interval in per cent."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return ""
    return f"{100 * estimate.low:.1f} to {100 * estimate.high:.1f}"


def _start(title: str, caption: str | None = None) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", caption=caption, caption_justify="left", box=box.SIMPLE
    )


def make_group_table(title: str, part: Part) -> Table:
    """Return right, wrong and declined by tag."""
    table = _start(title, SUM)
    table.add_column("questions")
    for column in ("n", "right %", "95 %", "right", "wrong", "declined"):
        table.add_column(column, justify="right")
    unscored = any(group.right.unscored for group in part.groups)
    if unscored:
        table.add_column(CANNOT, justify="right")
    for group in part.groups:
        table.add_row(*_show_group(group), *([str(group.right.unscored)] if unscored else []))
    return table


def _show_group(group: Group) -> tuple[str, ...]:
    right = group.n - group.wrong - group.declined - group.right.unscored
    shares = show_value(group.right), show_interval(group.right)
    return (group.name, str(group.n), *shares, str(right), str(group.wrong), str(group.declined))


def make_metric_table(title: str, part: Part, baseline: Part | None = None) -> Table:
    """Return every metric with n and interval, and beside it the floors and the baseline where there are any."""
    table = _start(title, _explain(list(filter(concerns, part.metrics))))
    floors = [f"{floor.name} floor %" for floor in part.floors]
    for column in ("metric", "value %", "95 %", "n", *floors, *(["baseline %"] if baseline else [])):
        table.add_column(column, justify="left" if column == "metric" else "right")
    before = {estimate.name: estimate for estimate in baseline.metrics} if baseline else {}
    for estimate in filter(concerns, part.metrics):
        shown = [show_value(floor.find(estimate.name)) for floor in part.floors]
        shown += [show_value(before.get(estimate.name))] if baseline else []
        n = f"{estimate.n}" + (f" ({estimate.unscored} {CANNOT})" if estimate.unscored else "")
        table.add_row(TITLES[estimate.name], show_value(estimate), show_interval(estimate), n, *shown)
    return table


def _explain(estimates: Sequence[Estimate]) -> str | None:
    reasons = [f"{TITLES[estimate.name]}: {estimate.reason}" for estimate in estimates if estimate.reason]
    return "; ".join(reasons) or None


def make_kit_table(rows: Sequence[tuple[str, str, Part]]) -> Table:
    """Return one row for each kit, of its name, its half and its estimates, and for each total."""
    table = _start("kits", SUM)
    for column in ("kit", "half"):
        table.add_column(column)
    for column in ("n", "right %", "95 %", "right", "wrong", "declined"):
        table.add_column(column, justify="right")
    for floor in rows[0][2].floors:
        table.add_column(f"{floor.name} floor %", justify="right")
    for name, half, part in rows:
        floors = [show_value(floor.find(RIGHT.name)) for floor in part.floors]
        table.add_row(name, half, *_show_group(part.groups[0])[1:], *floors)
    return table


def make_suite_table(suites: Sequence[Suite]) -> Table:
    """Return the packaged suites with their sizes."""
    table = _start("suites")
    for column in ("suite", "what it is", "licence"):
        table.add_column(column)
    for column in ("questions", "answerable", "unanswerable", "tuning", "reporting"):
        table.add_column(column, justify="right")
    for suite in suites:
        answerable = sum(sample.answerable for sample in suite.samples)
        halves = [sum(sample.split == half for sample in suite.samples) for half in ("tuning", "reporting")]
        counts = (len(suite.samples), answerable, len(suite.samples) - answerable, *halves)
        table.add_row(suite.name, *describe_suite(suite.name), *(str(count) for count in counts))
    return table


def make_origin_table(origins: Mapping[str, Origin], suites: Mapping[str, Suite]) -> Table:
    """Return the suites that are made of public data.

    Args:
        suites: Those whose data is on this machine.
    """
    table = _start("suites made of public data (--data)")
    for column in ("suite", "what it is", "licence of the data"):
        table.add_column(column)
    for column in ("questions", "answerable"):
        table.add_column(column, justify="right")
    for name, origin in origins.items():
        samples = suites[name].samples if name in suites else None
        counts = (str(len(samples)), str(sum(one.answerable for one in samples))) if samples else ("data absent", "")
        table.add_row(name, origin.about, origin.licence, *counts)
    return table


def make_selection_table(selections: Sequence[Selection]) -> Table:
    """Return how well follow-ups are made complete, by source and half."""
    table = _start("terms added to follow-up questions", "kept: of the turns that the person left as they were")
    for column in ("source", "half"):
        table.add_column(column)
    for column in ("turns", "precision %", "recall %", "F1 %", "to be left", "kept %"):
        table.add_column(column, justify="right")
    for one in selections:
        shares = (f"{100 * share:.1f}" for share in (one.precision, one.recall, one.f1))
        table.add_row(one.source, one.split, str(one.turns), *shares, str(one.complete), f"{100 * one.kept:.1f}")
    return table


def tell_times(seconds: Sequence[float]) -> str:
    """Return how long answers took."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return f"time per answer: p50 {p50:.0f} ms, p95 {p95:.0f} ms, n = {len(seconds)}"


def make_change_table(before: Path, after: Path, changes: Sequence[Change]) -> Table:
    """Return every metric of two runs, with the exact test of the questions that differ."""
    table = _start(
        f"A {before}, B {after}", "lost, won: questions scored worse, better in B; p: exact McNemar test, two-sided"
    )
    table.add_column("questions")
    table.add_column("metric")
    for column in ("A %", "B %", "lost", "won", "p"):
        table.add_column(column, justify="right")
    for change in changes:
        counts = ("", "", "") if change.p is None else (str(change.lost), str(change.won), f"{change.p:.4f}")
        values = show_value(change.before), show_value(change.after)
        table.add_row(change.part, TITLES[change.metric], *values, *counts)
    return table


def make_flip_table(flips: Sequence[Flip]) -> Table:
    """Return the questions that became right or stopped being it."""
    table = _start("questions that flipped")
    for column in ("question", "now", "A", "B"):
        table.add_column(column)
    for flip in flips:
        now = "right" if flip.after.right else "not right"
        table.add_row(flip.before.id, now, flip.before.reason.value, flip.after.reason.value)
    return table
