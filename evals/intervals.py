"""How sure an estimate is: 95 % intervals, and the exact test of paired outcomes."""

from collections.abc import Callable
from math import comb, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Z = 1.959964  # 97.5 % point of the normal distribution: 95 % lie between -Z and Z.
RESAMPLES = 2000
SEED = 2020

Values = NDArray[np.float64]


class Interval(NamedTuple):
    """Where the truth lies, 19 times in 20."""

    low: float
    high: float


def wilson(successes: int, n: int) -> Interval:
    """Return the score interval of a proportion (Wilson, JASA 22, 1927).

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n); unlike the textbook's p ± z √(p(1-p)/n) it stays
    within 0 and 1 and says something where all or none succeed.
    """
    p, square = successes / n, Z * Z / n
    middle = (p + square / 2) / (1 + square)
    half = Z * sqrt(p * (1 - p) / n + square / (4 * n)) / (1 + square)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def bootstrap(one: Values, other: Values, statistic: Callable[[Values, Values], float]) -> Interval:
    """Return the percentile interval of a statistic of two samples, each resampled by itself.

    Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. Seeded, so that it is the same each time.
    """
    random = np.random.default_rng(SEED)
    values = [statistic(random.choice(one, one.size), random.choice(other, other.size)) for _ in range(RESAMPLES)]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(float(low), float(high))


def bootstrap_rows(rows: NDArray[np.float64], statistic: Callable[[NDArray[np.float64]], float]) -> Interval:
    """Return the percentile interval of a statistic of (n, columns) rows, resampled together. Seeded as `bootstrap`."""
    random = np.random.default_rng(SEED)
    values = [statistic(rows[random.integers(0, len(rows), len(rows))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(float(low), float(high))


def exact_mcnemar(lost: int, won: int) -> float:
    """Return the two-sided p value of as uneven a split of the pairs that differ, were both ways equally likely.

    McNemar's test (Psychometrika 12, 1947) by the binomial distribution, which is the sign test:
    min(1, 2 P(X <= min(lost, won))), where X ~ B(lost + won, 1/2).
    """
    n = lost + won
    tail = sum(comb(n, k) for k in range(min(lost, won) + 1))
    return min(1.0, 2 * tail / (1 << n))
