"""The command line, as a person or a script uses it."""

import io
import json
import sys
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.command_line import run

QUESTION = "How many States are parties to the Firearms Protocol?"


@pytest.fixture(autouse=True)
def _use_index(press_kit_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_INDEX", str(press_kit_index))
    monkeypatch.setenv("COLUMNS", "200")


def palermo(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["palermo", *arguments])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


def test_ask_prints_the_short_answer_the_quotation_and_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert palermo(monkeypatch, "ask", QUESTION) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("119 [1]")
    assert "“" in printed
    assert "October 2020" in printed


def test_ask_json_prints_one_answer_of_the_contract(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert palermo(monkeypatch, "ask", QUESTION, "--json") == 0
    answer = Answer.model_validate_json(capsys.readouterr().out)
    assert answer.question == QUESTION
    assert answer.outcome == "answered"
    assert "119" in answer.text


def test_an_abstention_is_a_result_and_not_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert palermo(monkeypatch, "ask", "What is the boiling point of tungsten?") == 0
    assert "do not mention" in capsys.readouterr().out


@pytest.mark.parametrize("question", ["", "   ", "?!", "x" * 2001])
def test_a_question_that_cannot_be_asked_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert palermo(monkeypatch, "ask", question) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "question" in captured.err


def test_search_json_gives_passages_best_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert palermo(monkeypatch, "search", "asset seizures in Southern Africa", "-k", "4", "--json") == 0
    passages = json.loads(capsys.readouterr().out)["passages"]
    assert len(passages) == 4
    assert set(passages[0]) == {"document_id", "title", "start", "end", "text", "score"}
    assert [passage["score"] for passage in passages] == sorted((p["score"] for p in passages), reverse=True)


def test_search_prints_rank_score_and_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert palermo(monkeypatch, "search", "SHERLOC", "-k", "2", "--mode", "lexical") == 0
    assert capsys.readouterr().out.startswith("1. ")


def test_chat_understands_a_question_after_those_before_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{QUESTION}\n???\nAnd the one on migrants?\n\n"))
    assert palermo(monkeypatch, "chat") == 0
    captured = capsys.readouterr()
    assert "Searched for: How many States are parties to the one on migrants?" in captured.out
    assert "the question is empty" in captured.err


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_indexed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "good.txt").write_text("The bridge was opened on 4 May 1999.", encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"odd \x00 bytes")
    root = tmp_path / "index"
    assert palermo(monkeypatch, "index", str(folder), "--index", str(root)) == 1
    captured = capsys.readouterr()
    assert "bad.txt" in captured.err
    assert "1 documents" in captured.err
    assert captured.out == ""
    assert palermo(monkeypatch, "ask", "When was the bridge opened?", "--index", str(root)) == 0
    assert "4 May 1999" in capsys.readouterr().out


def test_a_source_that_is_not_there_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert palermo(monkeypatch, "index", str(tmp_path / "nowhere"), "--index", str(tmp_path / "index")) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_stale_index_is_refused_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PALERMO_PASSAGE_WORDS", "40")
    assert palermo(monkeypatch, "ask", QUESTION) == 1
    assert "run `palermo index" in capsys.readouterr().err


def test_a_setting_that_makes_no_sense_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PALERMO_THRESHOLD", "high")
    assert palermo(monkeypatch, "ask", QUESTION) == 2
    assert "PALERMO_THRESHOLD" in capsys.readouterr().err
    monkeypatch.delenv("PALERMO_THRESHOLD")
    monkeypatch.setenv("PALERMO_LIMITS_PAGE", "5")
    assert palermo(monkeypatch, "ask", QUESTION) == 2
    assert "PALERMO_LIMITS_PAGE: " in capsys.readouterr().err


def test_a_file_beyond_a_limit_that_is_set_is_skipped_and_the_limit_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PALERMO_LIMITS_FILE_BYTES", "40")
    (tmp_path / "long.txt").write_text("The ferry crosses the river every hour, and more.")
    (tmp_path / "short.txt").write_text("The ferry crosses the river.")
    assert palermo(monkeypatch, "index", str(tmp_path), "--index", str(tmp_path / "index")) == 1
    told = capsys.readouterr().err
    assert "skipped long.txt: 49 bytes; the most that is read is 40" in told
    assert "1 documents" in told
    assert palermo(monkeypatch, "index", str(tmp_path), "--index", str(tmp_path / "index")) == 1
    assert "1 documents, 1 passages (1 unchanged), 0 files read, 1 skipped" in capsys.readouterr().err


def test_a_text_that_is_piped_in_is_indexed_and_what_was_odd_is_noted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = "The café by the bridge opened on 4 May 1999."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("cp1252"))))
    root = tmp_path / "index"
    assert palermo(monkeypatch, "index", "-", "--index", str(root)) == 0
    captured = capsys.readouterr()
    assert "note: stdin: no encoding told, read as cp1252" in captured.err
    assert "1 documents" in captured.err
    assert palermo(monkeypatch, "ask", "When was the café opened?", "--index", str(root)) == 0
    assert "4 May 1999" in capsys.readouterr().out
