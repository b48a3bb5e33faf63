"""Risk against coverage, and calibration of the confidence, over the questions that were answered.

Sort the answers by falling confidence. Were only the first k of n questions answered, coverage would be k / n and
risk the share of wrong ones among those k (El-Yaniv & Wiener, JMLR 11, 2010). The area under it (AURC; Geifman &
El-Yaniv, NeurIPS 2017) is the mean risk over all k that were answered: lower is better.

The expected calibration error (Guo et al., ICML 2017) is the mean distance between confidence and share right, in ten
bins of equal width, each weighing as many answers as it holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.intervals import bootstrap_rows
from evals.metrics.metric import Asked, Estimate, Score

BINS = 10
WANTED_RIGHT = 0.95

Rows = NDArray[np.float64]
"""(answers, 2): confidence, and 1 where right."""


class Bin(NamedTuple):
    """Answers of like confidence."""

    low: float
    high: float
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that is right."""
    n: int


def collect(questions: Sequence[Asked]) -> Rows:
    """Return confidence and rightness of the questions that were answered."""
    answered = [asked for asked in questions if asked.answer.outcome != "abstained"]
    rows = [(asked.answer.confidence, float(asked.judgement.right)) for asked in answered]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def find_risks(rows: Rows) -> Rows:
    """Return the risk of answering only the first k, for every k; of equal confidence, wrong ones come first.

    >>> find_risks(np.array([[0.9, 1.0], [0.8, 0.0], [0.7, 1.0]])).round(2).tolist()
    [0.0, 0.5, 0.33]
    """
    order = np.lexsort((rows[:, 1], -rows[:, 0]))
    wrong = 1.0 - rows[order, 1]
    return np.asarray(np.cumsum(wrong) / np.arange(1, len(wrong) + 1), dtype=np.float64)


def find_area(rows: Rows) -> float:
    """Return the mean risk over all coverages."""
    return float(find_risks(rows).mean())


def find_coverage(rows: Rows, questions: int) -> float:
    """Return the largest share of the questions that can be answered with WANTED_RIGHT of the answers right."""
    good = np.flatnonzero(find_risks(rows) <= 1.0 - WANTED_RIGHT + 1e-12)
    return float(good[-1] + 1) / questions if good.size else 0.0


def find_bins(rows: Rows) -> list[Bin]:
    """Return the bins that hold answers, by rising confidence."""
    places = np.minimum((rows[:, 0] * BINS).astype(int), BINS - 1)
    bins = []
    for place in range(BINS):
        inside = rows[places == place]
        if len(inside):
            confidence, right = inside.mean(axis=0)
            bins.append(Bin(place / BINS, (place + 1) / BINS, float(confidence), float(right), len(inside)))
    return bins


def find_calibration_error(rows: Rows) -> float:
    """Return the expected calibration error.

    >>> round(find_calibration_error(np.array([[0.95, 1.0], [0.95, 0.0], [0.25, 0.0]])), 4)
    0.3833
    """
    return sum(one.n * abs(one.confidence - one.right) for one in find_bins(rows)) / len(rows)


@dataclass(frozen=True)
class Curve:
    """A figure of all answers together."""

    name: str
    title: str
    find: Callable[[Rows, int], float]
    smaller_is_better: bool = False

    def score(self, asked: Asked) -> Score:
        """Return None: one question alone has no curve."""
        return None

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the figure with its bootstrap interval; it cannot be scored where nothing was answered."""
        rows = collect(questions)
        if not len(rows):
            return Estimate(name=self.name, value=None, n=0, reason="nothing was answered")
        low, high = bootstrap_rows(rows, lambda some: self.find(some, len(questions)))
        return Estimate(name=self.name, value=self.find(rows, len(questions)), n=len(rows), low=low, high=high)


AREA = Curve("aurc", "area under risk against coverage", lambda rows, _: find_area(rows), smaller_is_better=True)
COVERAGE = Curve("coverage_at_95", "coverage at 95 % right", find_coverage)
CALIBRATION = Curve(
    "ece", "calibration error of the confidence", lambda rows, _: find_calibration_error(rows), smaller_is_better=True
)
