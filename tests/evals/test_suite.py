"""Suites are read whole, or refused with file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import AbsentDataError, MisuseError, SuiteError
from evals.suite import list_suites, read_suite

LINE: dict[str, Any] = {"id": "a", "question": "How many?", "answerable": True, "any_of": ["12"], "evidence": ["12"]}


def write(path: Path, *lines: str | dict[str, Any]) -> str:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def test_the_press_kit_suite_is_packaged_and_as_large_as_promised() -> None:
    suite = read_suite("press_kit")
    assert "press_kit" in list_suites()
    assert len(suite.samples) >= 150
    assert sum(not sample.answerable for sample in suite.samples) >= 45


def test_both_halves_together_are_the_suite() -> None:
    suite = read_suite("press_kit")
    halves = suite.select("tuning") + suite.select("reporting")
    assert sorted(halves, key=suite.samples.index) == list(suite.samples)


def test_a_suite_of_a_path_keeps_the_lines_of_its_samples(tmp_path: Path) -> None:
    suite = read_suite(write(tmp_path / "mine.jsonl", LINE, "", LINE | {"id": "b"}))
    assert suite.name == "mine"
    assert suite.lines == (1, 3)


def test_the_suite_of_a_kit_is_called_after_its_folder(tmp_path: Path) -> None:
    assert read_suite(write(tmp_path / "suite.jsonl", LINE)).name == tmp_path.name


def test_line_separators_of_unicode_inside_a_string_do_not_break_a_line(tmp_path: Path) -> None:
    line = json.dumps(LINE | {"evidence": ["one\u2028two"]}, ensure_ascii=False)
    assert read_suite(write(tmp_path / "mine.jsonl", line)).samples[0].evidence == ("one\u2028two",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ("[]", "should be an object"),
        (LINE | {"any_of": ["("]}, "'(' is no regular expression"),
        (LINE | {"all_of": ["[a"]}, "'[a' is no regular expression"),
        (LINE | {"id": "first"}, "the id `first` is used on line 1 already"),
        (LINE | {"answer": "12"}, "answer"),
        (LINE | {"answerable": "yes"}, "answerable"),
        (LINE | {"split": "training"}, "split"),
        (LINE | {"question": " ? "}, "a question is empty"),
        (LINE | {"history": ["?"]}, "a question is empty"),
        (LINE | {"question": "why " * 600}, "question"),
        ({"id": "a", "question": "How many?"}, "answerable"),
    ],
)
def test_a_broken_line_is_refused_with_file_and_line(tmp_path: Path, line: str | dict[str, Any], said: str) -> None:
    path = write(tmp_path / "mine.jsonl", LINE | {"id": "first"}, line)
    with pytest.raises(SuiteError) as caught:
        read_suite(path)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert said in str(caught.value)


def test_bytes_that_are_no_utf8_are_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n\xff\n")
    with pytest.raises(SuiteError, match=r"mine\.jsonl:2: not UTF-8"):
        read_suite(str(path))


def test_a_suite_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no questions"):
        read_suite(write(tmp_path / "mine.jsonl", ""))


def test_an_unknown_name_lists_the_suites_there_are() -> None:
    with pytest.raises(MisuseError, match="press_kit"):
        read_suite("press_kid")


def test_a_missing_file_is_absent_data(tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match=r"gone\.jsonl"):
        read_suite(str(tmp_path / "gone.jsonl"))


def test_a_half_that_a_suite_does_not_have_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="reporting"):
        read_suite(write(tmp_path / "mine.jsonl", LINE)).select("reporting")
