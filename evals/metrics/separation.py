"""Separation: how well the confidence tells answerable from unanswerable questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.intervals import Values, bootstrap
from evals.metrics.metric import Asked, Estimate, Score


def auroc(positive: Values, negative: Values) -> float:
    """Return the probability that one of `positive` is above one of `negative`, a tie counting half.

    The area under the receiver operating characteristic is the Mann-Whitney statistic divided by the number
    of pairs (Hanley & McNeil, Radiology 143, 1982).

    >>> auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return float((below + not_above).sum() / (2 * positive.size * negative.size))


def estimate_auroc(name: str, answerable: Sequence[float], unanswerable: Sequence[float]) -> Estimate:
    """Return the area with its bootstrap interval; it cannot be scored without questions of both sorts."""
    n = len(answerable) + len(unanswerable)
    if not answerable or not unanswerable:
        return Estimate(name=name, value=None, n=n, reason="needs answerable and unanswerable questions")
    positive, negative = np.array(answerable, dtype=np.float64), np.array(unanswerable, dtype=np.float64)
    low, high = bootstrap(positive, negative, auroc)
    return Estimate(name=name, value=auroc(positive, negative), n=n, low=low, high=high)


@dataclass(frozen=True)
class Separation:
    """AUROC of the answers' confidence, for answerable against unanswerable questions."""

    name: str = "auroc"
    title: str = "AUROC of the confidence"
    smaller_is_better: bool = False

    def score(self, asked: Asked) -> Score:
        """Return None: one question alone has no area."""
        return None

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the area over all questions."""
        return estimate_auroc(
            self.name,
            [asked.answer.confidence for asked in questions if asked.sample.answerable],
            [asked.answer.confidence for asked in questions if not asked.sample.answerable],
        )


SEPARATION = Separation()
