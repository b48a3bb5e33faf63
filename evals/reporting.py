"""The report of a run: one HTML file that needs nothing else, for looking at the figures and at every question."""

from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant.answer import Citation
from evals.comparing import Comparison
from evals.estimating import METRICS, Part, Report, split_asked
from evals.locating import Span
from evals.metrics.metric import Asked, CannotBeScored, Estimate, concerns
from evals.metrics.right import RIGHT
from evals.metrics.risk import collect, find_bins, find_risks
from evals.plotting import draw_bar, draw_latency, draw_reliability, draw_risk
from evals.recording import RunRecord, Timing
from evals.tables import show_interval, show_value

PAGES = resources.files("evals") / "pages"
TEMPLATE = "report.html"
COMPARISON_TEMPLATE = "comparison.html"
CONTEXT = 80  # Characters of a document shown on either side of a quotation.
VERDICTS = ("right", "wrong", "declined", "cannot be scored")


class Row(NamedTuple):
    """One line of a table with bars."""

    title: str
    n: int
    value: str
    interval: str
    bar: Markup
    floors: list[str]
    baseline: str
    note: str
    smaller_is_better: bool = False


class Section(NamedTuple):
    """One half of a suite."""

    name: str
    metrics: list[Row]
    groups: list[Row]
    plots: list[Markup]
    floors: list[str]
    has_baseline: bool


class Quote(NamedTuple):
    """A quotation in its surroundings."""

    number: int
    source: str
    before: str
    quote: str
    after: str
    is_evidence: bool


class Entry(NamedTuple):
    """One question to look at."""

    asked: Asked
    verdict: str
    quotes: list[Quote]
    ranking: list[Quote]
    milliseconds: int | None


def write_report(
    record: RunRecord,
    report: Report,
    questions: Sequence[Asked],
    timings: Sequence[Timing],
    baseline: Report | None = None,
) -> str:
    """Return the report as HTML.

    Args:
        timings: Of the questions, in their order.
        baseline: Of an earlier system on the same suite, to be shown beside.
    """
    seconds = {timing.id: timing.seconds.get("total") for timing in timings}
    parts = split_asked(questions)
    template = _environment.get_template(TEMPLATE)
    return template.render(
        record=record,
        report=report,
        sections=[_make_section(part, parts[part.name], seconds, baseline) for part in report.parts],
        entries=[_make_entry(asked, seconds.get(asked.sample.id)) for asked in questions],
        tags=sorted({tag for asked in questions for tag in asked.sample.tags}),
        parts=list(parts),
        verdicts=VERDICTS,
        style=Markup((PAGES / "report.css").read_text(encoding="utf-8")),
        script=Markup((PAGES / "report.js").read_text(encoding="utf-8")),
    )


class ChangeRow(NamedTuple):
    """One metric of two runs."""

    part: str
    title: str
    before: str
    after: str
    lost: str
    won: str
    p: str


def write_comparison(comparison: Comparison) -> str:
    """Return what changed between two runs as HTML: the metrics, and every question that flipped with both answers."""
    titles = {metric.name: metric.title for metric in METRICS}
    rows = [
        ChangeRow(
            change.part,
            titles[change.metric],
            show_value(change.before),
            show_value(change.after),
            *(("", "", "") if change.p is None else (str(change.lost), str(change.won), f"{change.p:.4f}")),
        )
        for change in comparison.changes
        if any(concerns(estimate) for estimate in (change.before, change.after) if estimate) or change.lost + change.won
    ]
    return _environment.get_template(COMPARISON_TEMPLATE).render(
        comparison=comparison, rows=rows, style=Markup((PAGES / "report.css").read_text(encoding="utf-8"))
    )


def _make_environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(PAGES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_environment = _make_environment()


def _make_section(
    part: Part, questions: Sequence[Asked], seconds: dict[str, float | None], baseline: Report | None
) -> Section:
    rows = collect(questions)
    risks = find_risks(rows).tolist() if len(rows) else []
    taken = [time for asked in questions if (time := seconds.get(asked.sample.id)) is not None]
    old = next((one for one in baseline.parts if one.name == part.name), None) if baseline else None
    before = {estimate.name: estimate for estimate in old.metrics} if old else {}
    old_groups = {group.name: group.right for group in old.groups} if old else {}
    titles = {metric.name: metric for metric in METRICS}
    return Section(
        name=part.name,
        metrics=[
            _make_row(
                titles[estimate.name].title,
                estimate,
                [floor.find(estimate.name) for floor in part.floors],
                before.get(estimate.name),
                titles[estimate.name].smaller_is_better,
            )
            for estimate in part.metrics
            if concerns(estimate)
        ],
        groups=[_make_row(group.name, group.right, [], old_groups.get(group.name)) for group in part.groups],
        plots=[
            draw_risk(risks, len(questions)),
            draw_reliability(find_bins(rows) if len(rows) else []),
            draw_latency(taken),
        ],
        floors=[floor.name for floor in part.floors],
        has_baseline=bool(before),
    )


def _make_row(
    title: str,
    estimate: Estimate,
    floors: Sequence[Estimate | None],
    before: Estimate | None,
    smaller_is_better: bool = False,
) -> Row:
    unscored = f"{estimate.unscored} cannot be scored" if estimate.unscored else ""
    note = ": ".join(part for part in (unscored, estimate.reason or "") if part)
    return Row(
        title=title,
        n=estimate.n,
        value=show_value(estimate),
        interval=show_interval(estimate),
        bar=draw_bar(estimate, [floor for floor in floors if floor]),
        floors=[show_value(floor) for floor in floors],
        baseline=show_value(before),
        note=note,
        smaller_is_better=smaller_is_better,
    )


def _make_entry(asked: Asked, seconds: float | None) -> Entry:
    nearest = asked.answer.abstention.nearest if asked.answer.abstention else ()
    return Entry(
        asked=asked,
        verdict=_judge(asked),
        quotes=[_make_quote(asked, citation) for citation in (*asked.answer.citations, *nearest)],
        ranking=[
            _cut(asked, rank, asked.documents[span.document_id].title, span)
            for rank, span in enumerate(asked.ranking, start=1)
        ],
        milliseconds=None if seconds is None else round(1000 * seconds),
    )


def _judge(asked: Asked) -> str:
    score = RIGHT.score(asked)
    if isinstance(score, CannotBeScored):
        return "cannot be scored"
    if score:
        return "right"
    return "declined" if asked.answer.outcome == "abstained" else "wrong"


def _make_quote(asked: Asked, citation: Citation) -> Quote:
    day = f"{citation.published.day} {citation.published:%B %Y}" if citation.published else None
    source = ", ".join(part for part in (citation.title, citation.kind, citation.speaker, day) if part)
    return _cut(asked, citation.number, source, Span(citation.document_id, citation.start, citation.end), CONTEXT)


def _cut(asked: Asked, number: int, source: str, span: Span, context: int = 0) -> Quote:
    text = asked.documents[span.document_id].text
    return Quote(
        number=number,
        source=source,
        before=text[max(0, span.start - context) : span.start],
        quote=text[span.start : span.end],
        after=text[span.end : span.end + context],
        is_evidence=any(span.overlaps(piece) for piece in asked.evidence),
    )
