"""What people say of answers: sent, kept, listed, and made into candidates for a suite."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import assistant.feedback
from assistant.answering import Assistant
from assistant.command_line import run
from assistant.feedback import Feedback, FeedbackFullError, FeedbackStore, write_candidate
from evals.suite import Sample

ServeWith = Callable[..., httpx.Client]
SAID = {
    "verdict": "down",
    "reason": "incomplete",
    "comment": "Only one of “three” dates 🙂",
    "question": "When did it enter into force?",
    "history": ["What is the Firearms Protocol?"],
    "query": "When did the Firearms Protocol enter into force?",
    "outcome": "answered",
    "text": "3 July 2005 [1]",
    "quotes": ["Entry into force: 3 July 2005"],
    "generation": "000001-a",
}


def say(**changes: object) -> Feedback:
    """Return the feedback above, changed."""
    return Feedback.model_validate_json(json.dumps({**SAID, **changes}))


def test_feedback_that_is_sent_is_found_again_as_it_was(
    press_kit_assistant: Assistant, serve_with: ServeWith, tmp_path: Path
) -> None:
    store = FeedbackStore(tmp_path / "deep" / "feedback.sqlite")
    client = serve_with(press_kit_assistant, warm=False, feedback=store)
    assert client.get("/v1/collection").json()["feedback"] is True
    response = client.post("/v1/feedback", json=SAID)
    assert response.status_code == 201
    [kept] = store.read()
    assert kept.feedback == say()
    assert response.json() == {"id": kept.id, "answer_id": kept.answer_id}


def test_feedback_is_not_collected_where_that_is_off(service: httpx.Client) -> None:
    assert service.get("/v1/collection").json()["feedback"] is False
    assert service.post("/v1/feedback", json=SAID).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "sideways"},
        {"verdict": "up"},  # With the reason above.
        {"reason": "boring"},
        {"comment": "a" * 2001},
        {"quotes": ["a"] * 21},
        {"address": "a@b.example"},
    ],
    ids=str,
)
def test_feedback_that_makes_no_sense_is_refused_and_not_kept(
    press_kit_assistant: Assistant, serve_with: ServeWith, tmp_path: Path, changes: dict[str, object]
) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    client = serve_with(press_kit_assistant, warm=False, feedback=store)
    response = client.post("/v1/feedback", json={**SAID, **changes})
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"
    assert store.read() == []


def test_a_full_file_takes_no_more_and_says_so(
    press_kit_assistant: Assistant, serve_with: ServeWith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.keep(say())
    monkeypatch.setattr(assistant.feedback, "LARGEST_FILE_BYTES", 1000)
    with pytest.raises(FeedbackFullError):
        store.keep(say())
    response = serve_with(press_kit_assistant, warm=False, feedback=store).post("/v1/feedback", json=SAID)
    assert (response.status_code, response.json()["error"]["code"]) == (503, "feedback_full")
    assert len(store.read()) == 1


def test_nothing_is_lost_when_many_speak_at_once(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda number: FeedbackStore(path).keep(say(comment=f"{number}")), range(40)))
    kept = FeedbackStore(path).read()
    assert sorted(receipt.id for receipt in receipts) == [one.id for one in kept] == list(range(1, 41))
    assert {one.feedback.comment for one in kept} == {f"{number}" for number in range(40)}


def test_the_same_answer_has_the_same_id_and_another_index_another(tmp_path: Path) -> None:
    assert say().answer_id == say(comment="other", verdict="up", reason=None).answer_id
    assert len({say().answer_id, say(generation="000002-b").answer_id, say(text="2005 [1]").answer_id}) == 3


@pytest.mark.parametrize(
    ("changes", "answerable", "evidence"),
    [
        ({"verdict": "up", "reason": None}, True, SAID["quotes"]),
        ({"verdict": "up", "reason": None, "outcome": "abstained", "quotes": []}, False, []),
        ({"reason": "should_have_declined"}, False, []),
        ({"reason": "wrong"}, True, []),
    ],
)
def test_feedback_becomes_a_line_that_a_suite_can_hold(
    tmp_path: Path, changes: dict[str, object], answerable: bool, evidence: list[str]
) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.keep(say(**changes))
    sample = Sample.model_validate_json(write_candidate(store.read()[0]))
    assert (sample.question, sample.history) == (SAID["question"], tuple(SAID["history"]))
    assert (sample.answerable, list(sample.evidence)) == (answerable, evidence)
    assert sample.tags[0] == "feedback"


def test_the_command_lists_what_was_said_and_exports_candidates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PALERMO_FEEDBACK_FILE", str(tmp_path / "feedback.sqlite"))

    def palermo(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["palermo", "feedback", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        return (ended.value.code or 0, *capsys.readouterr())

    assert palermo()[:2] == (0, "Nobody has said anything yet.\n")
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.keep(say())
    store.keep(say(verdict="up", reason=None))
    assert "down: incomplete" in palermo()[1]
    assert len(json.loads(palermo("--json")[1])["feedback"]) == 2
    assert [json.loads(line)["tags"][1] for line in palermo("--candidates")[1].splitlines()] == ["down", "up"]
    (tmp_path / "feedback.sqlite").write_bytes(b"no database" * 1000)
    status, printed, said = palermo()
    assert (status, printed) == (1, "")
    assert "feedback.sqlite" in said


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"somebody's notes" * 100)
    with pytest.raises(OSError, match=r"feedback\.sqlite"):
        FeedbackStore(path).keep(say())
    assert path.read_bytes() == b"somebody's notes" * 100
