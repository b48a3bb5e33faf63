"""Two runs are compared question by question, and chance is told from change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.comparing import compare
from evals.errors import AbsentDataError, MisuseError, RunError
from evals.recording import METRICS_FILE

Runs = Callable[..., Path]


def test_a_run_compared_with_itself_shows_nothing(make_run: Runs) -> None:
    folder = make_run("a", [True, False, True])
    comparison = compare(folder, folder)
    assert comparison.flips == ()
    assert not comparison.worse
    assert all(change.before == change.after for change in comparison.changes if change.part == "tuning")
    assert all(change.p in (None, 1.0) for change in comparison.changes)


def test_six_lost_and_none_won_is_worse_by_more_than_chance(make_run: Runs) -> None:
    before, after = make_run("a", [True] * 8), make_run("b", [False] * 6 + [True] * 2)
    comparison = compare(before, after)
    right = next(change for change in comparison.changes if (change.part, change.metric) == ("tuning", "right"))
    assert (right.lost, right.won, right.p) == (6, 0, 2 / 64)
    assert right.before is not None
    assert right.after is not None
    assert (right.before.value, right.after.value) == (1.0, 2 / 8)
    assert comparison.worse
    assert [flip.before.id for flip in comparison.flips] == [f"s{place}" for place in range(6)]


def test_five_lost_and_none_won_may_be_chance(make_run: Runs) -> None:
    assert not compare(make_run("a", [True] * 8), make_run("b", [False] * 5 + [True] * 3)).worse


def test_a_gain_is_not_worse_however_large(make_run: Runs) -> None:
    comparison = compare(make_run("a", [False] * 12), make_run("b", [True] * 12))
    assert not comparison.worse
    assert len(comparison.flips) == 12


def test_runs_of_different_questions_are_not_compared(make_run: Runs) -> None:
    before = make_run("a", [True] * 3)
    with pytest.raises(MisuseError, match="suite_sha256"):
        compare(before, make_run("b", [True] * 3, sha256="1" * 64))
    with pytest.raises(MisuseError, match="different questions"):
        compare(before, make_run("c", [True] * 4))


def test_a_folder_without_a_finished_run_is_absent_data(make_run: Runs, tmp_path: Path) -> None:
    folder = make_run("a", [True])
    with pytest.raises(AbsentDataError):
        compare(folder, tmp_path / "nowhere")
    unfinished = make_run("b", [True])
    (unfinished / METRICS_FILE).unlink()
    with pytest.raises(AbsentDataError, match=r"metrics\.json"):
        compare(folder, unfinished)


def test_a_damaged_run_is_named(make_run: Runs) -> None:
    folder = make_run("a", [True])
    (folder / METRICS_FILE).write_text("{")
    with pytest.raises(RunError, match=r"metrics\.json"):
        compare(folder, folder)
