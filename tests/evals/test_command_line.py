"""The command: exit statuses, what goes where, and files."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.command_line import run
from evals.recording import METRICS_FILE, PREDICTIONS_FILE, RANKINGS_FILE
from evals.suite import list_suites, read_suite

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Return the command: its exit status, and what it writes to standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PALERMO_CANDIDATES", "2")  # Faster; it is not the answers that matter here.

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return int(caught.value.code or 0), written.out, written.err

    return call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A suite of a few questions of the press kit, of both halves."""
    suite = read_suite("press_kit")
    chosen = [*suite.select("tuning")[:2], *suite.select("reporting")[:1]]
    chosen += [sample for sample in suite.samples if not sample.answerable][:1]
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(sample.model_dump_json() for sample in chosen))
    return path


def test_the_list_names_every_suite_with_its_size(command: Command) -> None:
    status, out, _ = command("list")
    assert status == 0
    assert "press_kit" in out
    assert str(len(read_suite("press_kit").samples)) in out
    assert out.count("Apache-2.0") >= len(list_suites())


def test_importing_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys, evals.command_line; "
        "heavy = {'torch', 'faiss', 'sentence_transformers', 'onnxruntime'} & sys.modules.keys(); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_prints_its_tables_and_two_runs_write_the_same(
    command: Command, small: Path, press_kit_index: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        status, out, err = command("run", small, "--index", press_kit_index, "--output", tmp_path / name)
        assert status == 0
        assert "small, tuning" in out
        assert "small, reporting" in out
        assert "right %" in out
        assert "quotes exact" in out
        assert f"everything is in {tmp_path / name}" in err
    for file in (PREDICTIONS_FILE, RANKINGS_FILE, METRICS_FILE, "judgements.jsonl", "run.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    status, out, _ = command("compare", tmp_path / "one", tmp_path / "two")
    assert status == 0
    assert "flipped" not in out


def test_only_the_half_that_was_asked_is_shown(command: Command, small: Path, press_kit_index: Path) -> None:
    status, out, _ = command("run", small, "--index", press_kit_index, "--split", "reporting")
    assert status == 0
    assert "reporting" in out
    assert "tuning" not in out
    assert (Path("runs/small") / METRICS_FILE).exists()


def test_a_worse_run_gives_status_1_and_lists_the_questions(command: Command, make_run: Callable[..., Path]) -> None:
    good, bad = make_run("good", [True] * 8), make_run("bad", [False] * 8)
    status, out, err = command("compare", good, bad)
    assert status == 1
    assert "questions that flipped" in out
    assert "s5" in out
    assert "worse" in err
    assert command("compare", bad, good)[0] == 0


def test_runs_of_different_questions_are_wrong_usage(command: Command, make_run: Callable[..., Path]) -> None:
    status, out, err = command("compare", make_run("a", [True]), make_run("b", [True], sha256="1" * 64))
    assert (status, out) == (2, "")
    assert "same questions" in err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("run", "press_kid"), 2, "no suite of that name"),
        (("run", "gone.jsonl"), 3, "no such suite file"),
        (("run", "press_kit", "--split", "training"), 2, "--split"),
        (("run", "press_kit", "--index", "a", "--documents", "b"), 2, "not both"),
        (("run", "press_kit", "--index", "nowhere"), 1, "there is no index"),
        (("run", "press_kit", "--documents", "nowhere"), 3, "no such folder"),
        (("kits", "nowhere"), 3, "there are no kits"),
        (("compare", "a", "b"), 3, "palermo-eval run"),
        (("check", "gone.jsonl"), 3, "no such suite file"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_each_fault_has_its_status_and_one_clear_message(
    command: Command, arguments: tuple[str, ...], status: int, said: str
) -> None:
    got, out, err = command(*arguments)
    assert (got, out) == (status, "")
    assert said in err
    assert "Traceback" not in err


def test_an_impossible_setting_is_wrong_usage(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_THRESHOLD", "2")
    status, _, err = command("run", "press_kit")
    assert status == 2
    assert "PALERMO_THRESHOLD" in err


def test_an_index_of_another_collection_is_refused(command: Command, tmp_path: Path, press_kit_index: Path) -> None:
    suite = tmp_path / "other.jsonl"
    suite.write_text(
        json.dumps({"id": "a", "question": "Who?", "answerable": True, "any_of": ["Ann"], "evidence": ["Ann did it."]})
    )
    status, _, err = command("run", suite, "--index", press_kit_index)
    assert status == 2
    assert "another collection" in err


def test_a_check_says_what_is_wrong_where(command: Command, tmp_path: Path) -> None:
    assert command("check", "press_kit")[:2] == (0, "")
    suite = tmp_path / "mine.jsonl"
    suite.write_text(
        json.dumps({"id": "a", "question": "Who?", "answerable": True, "any_of": ["Ann"], "evidence": ["Ann did it."]})
    )
    status, out, err = command("check", suite)
    assert status == 1
    assert out == f"{suite}:1: a: this evidence stands in no document: 'Ann did it.'\n"
    assert "1 questions, 1 problems" in err


def test_a_check_reads_the_documents_of_an_index(command: Command, press_kit_index: Path) -> None:
    assert command("check", "press_kit", "--index", press_kit_index)[:2] == (0, "")


def test_kits_are_indexed_asked_and_summed_up(command: Command, tmp_path: Path) -> None:
    kit = tmp_path / "kits" / "night-trains"
    (kit / "documents").mkdir(parents=True)
    (kit / "documents" / "sheet.md").write_text("# Night trains\n\nThe night train to Vienna has 14 coaches.\n")
    sample = {
        "id": "a",
        "question": "How many coaches has the night train to Vienna?",
        "answerable": True,
        "any_of": [r"\b14\b"],
        "evidence": ["The night train to Vienna has 14 coaches."],
        "tags": ["fact"],
    }
    (kit / "suite.jsonl").write_text(json.dumps(sample))
    for _ in range(2):
        status, out, err = command("kits", tmp_path / "kits")
        assert status == 0
        assert "night-trains" in out
        assert "total" in out
        assert "dense floor %" in out
    assert "encoding passages" not in err  # The second time the index is there.
    assert len(list(Path("runs/.cache").iterdir())) == 1
    (part,) = json.loads((Path("runs/kits/night-trains") / METRICS_FILE).read_text())["parts"]
    assert {estimate["name"] for estimate in part["floors"][0]["estimates"]} >= {
        "right",
        "auroc",
        "answer_at_1",
        "answer_at_5",
    }
    assert command("kits", tmp_path / "kits", "--only", "day-trains")[0] == 2
    assert command("kits", tmp_path / "kits", "--split", "reporting")[0] == 2
