"""Two runs are compared question by question, and chance is told from change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.comparing import Change, compare, find_worse, read_recorded, write_baseline
from evals.errors import AbsentDataError, MisuseError, RunError
from evals.recording import METRICS_FILE
from evals.reporting import write_comparison

Runs = Callable[..., Path]


def test_a_run_compared_with_itself_shows_nothing(make_run: Runs) -> None:
    folder = make_run("a", [True, False, True])
    comparison = compare(folder, folder)
    assert comparison.flips == ()
    assert not comparison.worse
    assert all(change.before == change.after for change in comparison.changes if change.part == "tuning")
    assert all(change.p in (None, 1.0) for change in comparison.changes)


def test_seven_lost_and_none_won_is_worse_by_more_than_chance(make_run: Runs) -> None:
    before, after = make_run("a", [True] * 8), make_run("b", [False] * 7 + [True])
    comparison = compare(before, after)
    right = next(change for change in comparison.changes if (change.part, change.metric) == ("tuning", "right"))
    assert (right.lost, right.won, right.p) == (7, 0, 2 / 128)
    assert right.before is not None
    assert right.after is not None
    assert (right.before.value, right.after.value) == (1.0, 1 / 8)
    # Two metrics moved, whose smallest p is held against 0.05 / 2.
    assert comparison.worse == ("right", "span_recall")
    assert [flip.before.id for flip in comparison.flips] == [f"s{place}" for place in range(7)]


def test_five_lost_and_none_won_may_be_chance(make_run: Runs) -> None:
    assert not compare(make_run("a", [True] * 8), make_run("b", [False] * 5 + [True] * 3)).worse


def make_change(metric: str, lost: int, won: int, p: float | None) -> Change:
    return Change("all", metric, None, None, lost, won, p)


def test_the_more_metrics_move_the_surer_the_first_must_be() -> None:
    # Holm by hand: 0.004 <= 0.05 / 3, 0.02 <= 0.05 / 2, 0.04 <= 0.05.
    changes = [make_change("a", 9, 1, 0.02), make_change("b", 9, 0, 0.004), make_change("c", 8, 2, 0.04)]
    assert find_worse(changes) == ("b", "a", "c")
    # 0.02 > 0.05 / 3 stops all.
    assert find_worse([make_change("a", 9, 1, 0.02), make_change("b", 9, 1, 0.02), changes[2]]) == ()


def test_what_did_not_move_or_moved_for_the_better_is_not_worse() -> None:
    changes = [make_change("a", 0, 0, 1.0), make_change("b", 0, 12, 0.0005), make_change("c", 0, 0, None)]
    assert find_worse([*changes, make_change("d", 7, 0, 2 / 128)]) == ("d",)


def test_a_baseline_is_a_run_in_a_file(make_run: Runs, tmp_path: Path) -> None:
    before, after = make_run("a", [True] * 8), make_run("b", [False] * 8)
    write_baseline(read_recorded(before), tmp_path / "baselines" / "made-up.json")
    comparison = compare(tmp_path / "baselines" / "made-up.json", after)
    assert comparison.worse == compare(before, after).worse == ("right", "span_recall")
    assert comparison.before.answers["s0"] == "It adopted 12 decisions. [1]"


def test_the_difference_is_shown_with_both_answers(make_run: Runs) -> None:
    page = write_comparison(compare(make_run("a", [True, True]), make_run("b", [True, False])))
    assert "It adopted 12 decisions. [1]" in page
    assert "The Summit met in Vienna. [1]" in page
    assert "Questions that flipped: 1" in page


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
