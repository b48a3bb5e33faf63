"""Intervals and the paired test, worked by hand."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import Z, bootstrap, exact_mcnemar, wilson


def test_five_of_ten_lie_between_24_and_76_per_cent() -> None:
    # Half of ten: the middle stays 1/2, and the half width is z √(1/40 + z²/400) / (1 + z²/10).
    half = Z * sqrt(1 / 40 + Z * Z / 400) / (1 + Z * Z / 10)
    assert wilson(5, 10) == pytest.approx((0.5 - half, 0.5 + half))
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=5e-5)


def test_none_of_ten_leave_room_for_z2_in_n_plus_z2() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, Z * Z / (10 + Z * Z)))
    assert wilson(10, 10) == pytest.approx((10 / (10 + Z * Z), 1.0))


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_stays_within_0_and_1(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    mirrored = wilson(n - successes, n)
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("lost", "won", "p"),
    [
        (0, 0, Fraction(1)),
        (0, 5, Fraction(2, 32)),
        (6, 0, Fraction(2, 64)),
        (1, 7, Fraction(2 * (1 + 8), 256)),
        (2, 8, Fraction(2 * (1 + 10 + 45), 1024)),
        (3, 3, Fraction(1)),
    ],
)
def test_the_paired_test_by_hand(lost: int, won: int, p: Fraction) -> None:
    assert exact_mcnemar(lost, won) == pytest.approx(float(p))
    assert exact_mcnemar(won, lost) == exact_mcnemar(lost, won)


def test_the_paired_test_of_thousands_does_not_overflow() -> None:
    assert 0 <= exact_mcnemar(1_000, 1_500) < 1e-20
    assert exact_mcnemar(1_500, 1_500) == 1.0


def test_the_bootstrap_is_the_same_each_time_and_holds_the_difference_of_means() -> None:
    one, other = np.arange(50.0), np.arange(50.0) + 10

    def difference(a: np.ndarray, b: np.ndarray) -> float:
        return float(b.mean() - a.mean())

    interval = bootstrap(one, other, difference)
    assert interval == bootstrap(one, other, difference)
    assert interval.low < 10 < interval.high
    # A mean of 50 of these has the standard error √(50² / 12 / 50) = 2.04; the difference of two 2.89.
    assert interval.high - interval.low == pytest.approx(2 * Z * 2.89, rel=0.1)
