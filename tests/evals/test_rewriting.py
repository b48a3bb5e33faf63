"""How well follow-ups are completed."""

from pathlib import Path

import pytest

from assistant.question import Turn
from evals.errors import AbsentDataError
from evals.rewriting import FollowUp, measure, measure_all

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not at ../shared/data")

HISTORY = (Turn(role="user", content="How many articles does the Work Charter have?"),)


def test_terms_are_counted_by_hand() -> None:
    follow_ups = [
        # Replaced by "the Work Charter": both wanted terms, and no other.
        FollowUp("made up", "tuning", HISTORY, "When was it signed?", "When was the Work Charter signed?"),
        # Left as it is, as the person left it.
        FollowUp("made up", "tuning", HISTORY, "Who founded the Glass Museum in Ostrand?",
                 "Who founded the Glass Museum in Ostrand?"),
    ]  # fmt: skip
    selection = measure("made up", "tuning", follow_ups)
    assert (selection.precision, selection.recall, selection.f1) == (1.0, 1.0, 1.0)
    assert (selection.turns, selection.complete, selection.kept) == (2, 1, 1.0)


def test_what_was_not_said_cannot_be_chosen_and_is_not_missed() -> None:
    one = FollowUp("made up", "tuning", HISTORY, "When was it signed?", "When was the Charter of Ostrand signed?")
    selection = measure("made up", "tuning", [one])
    assert selection.recall == 1.0
    assert selection.precision == 1 / 2


def test_without_the_data_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match="public data"):
        measure_all(tmp_path / "nowhere")


@needs_data
def test_asking_as_completed_is_better_than_as_typed_on_every_kept_half() -> None:
    for selection in measure_all(DATA):
        if selection.split == "reporting":
            assert selection.turns >= 50
            assert selection.f1 > 0.2, selection
            assert selection.source != "conversations" or selection.f1 > 0.5
