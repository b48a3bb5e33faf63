"""Timing: the quantiles are those of the textbook, and a failed command is no measurement."""

import pytest

from evals.timing import find_quantiles, run_palermo


def test_the_quantiles_of_twenty_one_even_steps_lie_on_them() -> None:
    assert find_quantiles([float(step) for step in range(21)]) == (10.0, 19.0)


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="ended with 2"):
        run_palermo("ask", "")


def test_a_command_is_measured_as_a_whole_process() -> None:
    cost = run_palermo("--help")
    assert cost.seconds > 0.05
    assert cost.peak_mib > 10
