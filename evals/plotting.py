"""Plots as SVG that takes its colours from the page: light, dark and print alike.

Every plot has a title and a description for those who do not see it. Numbers stand in the tables beside.
"""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from evals.metrics.metric import Estimate
from evals.metrics.risk import Bin

WIDTH, HEIGHT = 340, 240  # Of a square-ish plot; it scales with the page.
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 40
BAR_WIDTH, BAR_HEIGHT = 200, 18
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
HISTOGRAM_BARS = 20

Point = tuple[float, float]


def draw_bar(estimate: Estimate, floors: Sequence[Estimate] = ()) -> Markup:
    """Return a share as a bar with its interval as a whisker, and marks where the floors are."""
    if estimate.value is None:
        return Markup()
    parts = [f'<rect class="track" x="0" y="4" width="{BAR_WIDTH}" height="10" rx="2"/>']
    parts.append(f'<rect class="bar" x="0" y="4" width="{_across(estimate.value):.1f}" height="10" rx="2"/>')
    if estimate.low is not None and estimate.high is not None:
        low, high = _across(estimate.low), _across(estimate.high)
        parts.append(f'<path class="whisker" d="M{low:.1f} 9H{high:.1f}M{low:.1f} 5v8M{high:.1f} 5v8"/>')
    marks = [_across(floor.value) for floor in floors if floor.value is not None]
    parts += [f'<path class="floor" d="M{mark:.1f} 1v16"/>' for mark in marks]
    # The same stands in figures in the row: nothing is lost by leaving the bar unread.
    return Markup(
        f'<svg class="inline" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def draw_risk(risks: Sequence[float], questions: int) -> Markup:
    """Return risk against coverage.

    Args:
        risks: Share of wrong answers among the first k, by falling confidence.
        questions: How many were asked.
    """
    points = [((k + 1) / questions, risk) for k, risk in enumerate(risks)]
    body = f'<path class="line" d="{_trace(points)}"/>' if points else ""
    told = f"{len(points)} of {questions} questions answered" + (f", {risks[-1]:.0%} of them wrong." if points else ".")
    return _frame("Risk against coverage", told, "share of questions answered", "share of those wrong", body)


def draw_reliability(bins: Sequence[Bin]) -> Markup:
    """Return how often answers of a confidence are right; a dot's area is their number."""
    most = max((one.n for one in bins), default=1)
    dots = [
        f'<circle class="dot" cx="{_x(one.confidence):.1f}" cy="{_y(one.right):.1f}" '
        f'r="{3 + 7 * (one.n / most) ** 0.5:.1f}"><title>confidence {one.confidence:.2f}, right {one.right:.0%}, '
        f"{one.n} answers</title></circle>"
        for one in bins
    ]
    body = f'<path class="guide" d="{_trace([(0, 0), (1, 1)])}"/>' + "".join(dots)
    told = "; ".join(f"{one.confidence:.2f}: {one.right:.0%} of {one.n} right" for one in bins) or "Nothing answered."
    return _frame("Reliability", told, "confidence", "share right", body)


def draw_latency(seconds: Sequence[float]) -> Markup:
    """Return the distribution of the time that an answer took."""
    if not seconds:
        return _frame("Time per answer", "No times.", "milliseconds", "answers", "")
    longest = max(max(seconds), 1e-3)
    counts, _ = np.histogram(seconds, bins=HISTOGRAM_BARS, range=(0.0, longest))
    tallest = int(counts.max())
    wide = (WIDTH - LEFT - RIGHT) / HISTOGRAM_BARS
    bars = [
        f'<rect class="bar" x="{LEFT + place * wide:.1f}" y="{_y(count / tallest):.1f}" width="{wide - 1:.1f}" '
        f'height="{_y(0) - _y(count / tallest):.1f}"/>'
        for place, count in enumerate(counts.tolist())
    ]
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    told = f"Half took at most {p50:.0f} ms, 95 % at most {p95:.0f} ms, the longest {longest * 1000:.0f} ms."
    labels = [f"{tick * longest * 1000:.0f}" for tick in TICKS], [f"{tick * tallest:.0f}" for tick in TICKS]
    return _frame("Time per answer", told, "milliseconds", "answers", "".join(bars), *labels)


def _across(share: float) -> float:
    return BAR_WIDTH * min(max(share, 0.0), 1.0)


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _trace(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in points)


def _frame(
    title: str,
    description: str,
    across: str,
    up: str,
    body: str,
    across_labels: Sequence[str] | None = None,
    up_labels: Sequence[str] | None = None,
) -> Markup:
    """Return a plot with its axes, both from 0 to 1 unless they are labelled otherwise."""
    shares = [f"{tick:.0%}" for tick in TICKS]
    grid = [
        f'<path class="grid" d="M{LEFT} {_y(tick):.1f}H{WIDTH - RIGHT}"/>'
        f'<text class="tick" x="{LEFT - 5}" y="{_y(tick) + 4:.1f}" text-anchor="end">{up_label}</text>'
        f'<text class="tick" x="{_x(tick):.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">{across_label}</text>'
        for tick, across_label, up_label in zip(TICKS, across_labels or shares, up_labels or shares, strict=True)
    ]
    axes = (
        f'<text class="axis" x="{_x(0.5):.1f}" y="{HEIGHT - 6}" text-anchor="middle">{across}</text>'
        f'<text class="axis" transform="translate(10 {_y(0.5):.1f}) rotate(-90)" text-anchor="middle">{up}</text>'
    )
    return Markup(
        f'<figure><svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}: '
        f'{escape(description)}">{"".join(grid)}{axes}{body}</svg>'
        f"<figcaption><b>{escape(title)}.</b> {escape(description)}</figcaption></figure>"
    )
