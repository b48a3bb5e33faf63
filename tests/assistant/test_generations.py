"""`palermo generations`, as a person uses it."""

import sys
from pathlib import Path

import pytest
from small_index import CHANGED, NOTES, build, read_notes, write_model

from assistant.command_line import run
from index.layout import CURRENT_FILE, GENERATIONS


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    model = write_model(tmp_path / "model")
    for texts in (NOTES, CHANGED):
        build(tmp_path / "index", read_notes(tmp_path / "notes", texts), model)
    monkeypatch.setenv("PALERMO_INDEX", str(tmp_path / "index"))
    return tmp_path / "index"


def generations(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["palermo", "generations", *arguments])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


def test_listing_shows_each_generation_and_which_is_live(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generations(monkeypatch) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("000001-")
    assert "live" not in first
    assert second.startswith("000002-")
    assert "live" in second
    assert "3 documents, 3 passages, exact" in second


def test_listing_tells_how_well_an_approximate_index_finds(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = read_notes(tmp_path / "notes", NOTES)
    build(root, notes, write_model(tmp_path / "model"), exact_up_to=2)
    assert generations(monkeypatch) == 0
    assert "passages, approximate (recall@10 1.000, " in capsys.readouterr().out.splitlines()[-1]


def test_verifying_fails_where_a_file_is_damaged_and_names_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generations(monkeypatch, "verify") == 0
    assert capsys.readouterr().out.count("verified") == 2
    path = root / GENERATIONS / "000001" / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    assert generations(monkeypatch, "verify") == 1
    captured = capsys.readouterr()
    assert captured.out.count("verified") == 1
    assert str(path) in captured.err


def test_rolling_back_and_collecting(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generations(monkeypatch, "rollback") == 0
    assert "generation 000001-" in capsys.readouterr().err
    assert (root / CURRENT_FILE).read_text() == "000001\n"
    assert generations(monkeypatch, "rollback") == 1
    assert "no sound generation to go back to" in capsys.readouterr().err
    assert generations(monkeypatch, "rollback", "2") == 0
    assert (root / CURRENT_FILE).read_text() == "000002\n"
    assert generations(monkeypatch, "collect") == 0
    assert "removed nothing" in capsys.readouterr().err


@pytest.mark.parametrize("place", [("--index", "{}", "verify"), ("verify", "--index", "{}")])
def test_the_index_may_be_named_on_either_side_of_the_subcommand(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: tuple[str, ...],
) -> None:
    monkeypatch.setenv("PALERMO_INDEX", str(tmp_path / "nowhere"))
    assert generations(monkeypatch, *(part.format(root) for part in place)) == 0
    assert generations(monkeypatch) == 1
    assert "there is no index" in capsys.readouterr().err
