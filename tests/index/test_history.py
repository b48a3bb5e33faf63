"""Listing, verifying, going back, collecting."""

from pathlib import Path

import pytest
from small_index import CHANGED, NOTES, build, describe, open_small, read_notes, write_model

from index.durable import replace_file
from index.errors import BusyIndexError, DamagedIndexError, MissingIndexError
from index.history import collect_old, describe_generations, list_others, roll_back
from index.layout import CURRENT_FILE, GENERATIONS, list_generations
from index.leasing import leasing
from index.locking import writing


@pytest.fixture
def model(tmp_path: Path) -> str:
    return write_model(tmp_path / "model")


@pytest.fixture
def root(tmp_path: Path, model: str) -> Path:
    """Root of an index of two generations: the notes, and then changed ones."""
    for texts in (NOTES, CHANGED):
        build(tmp_path / "index", read_notes(tmp_path / "notes", texts), model)
    return tmp_path / "index"


def damage(root: Path, name: str) -> Path:
    path = root / GENERATIONS / name / "texts.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 4]) + data[101:])
    return path


def test_the_generations_are_listed_oldest_first_with_the_live_one_marked(root: Path) -> None:
    states = describe_generations(root, verified=True)
    assert [(state.name, state.live, state.fault) for state in states] == [
        ("000001", False, None),
        ("000002", True, None),
    ]
    assert all(state.manifest is not None and state.size_bytes > 1000 for state in states)


def test_verifying_names_the_damaged_file_and_listing_does_not_look(root: Path) -> None:
    path = damage(root, "000001")
    first, second = describe_generations(root, verified=True)
    assert first.fault is not None
    assert str(path) in first.fault
    assert second.fault is None
    assert [state.fault for state in describe_generations(root, verified=False)] == [None, None]


def test_going_back_makes_the_generation_before_live_and_readers_see_it(root: Path, model: str) -> None:
    newest = open_small(root, model)
    assert roll_back(root).generation.startswith("000001")
    older = open_small(root, model)
    assert [document.id for document in older.texts.documents] == sorted(NOTES)
    assert [document.id for document in newest.texts.documents] == sorted(CHANGED)
    assert roll_back(root, "000002").generation == newest.manifest.generation
    for generation in (newest, older):
        generation.close()


def test_after_going_back_the_next_generation_is_kept_beside_the_one_that_served(
    root: Path, model: str, tmp_path: Path
) -> None:
    roll_back(root)
    build(root, read_notes(tmp_path / "notes", CHANGED), model)
    assert list_generations(root) == ["000001", "000003"]


def test_a_damaged_generation_is_not_gone_back_to(root: Path, model: str) -> None:
    before = (root / CURRENT_FILE).read_bytes()
    damage(root, "000001")
    for name in (None, "000001", "000009"):
        with pytest.raises(DamagedIndexError):
            roll_back(root, name)
    assert (root / CURRENT_FILE).read_bytes() == before
    open_small(root, model).close()


def test_nothing_is_changed_while_somebody_writes(root: Path) -> None:
    with writing(root):
        for change in (roll_back, collect_old):
            with pytest.raises(BusyIndexError):
                change(root)


def test_no_index_has_no_generations(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError):
        describe_generations(tmp_path, verified=False)
    assert list_others(tmp_path) == []


def test_collecting_keeps_the_live_generation_and_the_newest_other_sound_one(root: Path, model: str) -> None:
    for name in ("000003", "000004"):
        (root / GENERATIONS / name).mkdir()
    (root / GENERATIONS / ".removed-000000").mkdir()
    (root / ".CURRENT.123").write_text("half")
    live = open_small(root, model)
    before = describe(live)
    assert collect_old(root) == ["000003", "000004"]
    assert {path.name for path in (root / GENERATIONS).iterdir()} == {"000001", "000002"}
    assert not (root / ".CURRENT.123").exists()
    assert describe(live) == before
    live.close()


def test_a_generation_that_is_being_opened_is_not_removed(root: Path) -> None:
    (root / GENERATIONS / "000003").mkdir()
    with leasing(root / GENERATIONS / "000003"):
        assert collect_old(root) == []
    assert collect_old(root) == ["000003"]


def test_a_lease_of_a_folder_that_is_gone_is_refused(root: Path) -> None:
    with pytest.raises(FileNotFoundError), leasing(root / GENERATIONS / "000007"):
        pass


def test_a_reader_that_finds_its_generation_collected_takes_the_newer_one(
    root: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between reading CURRENT and opening what it named, two generations were published.
    import index.generation as opening

    named = iter(["000000"])
    really = opening.find_live
    monkeypatch.setattr(opening, "find_live", lambda root: next(named, None) or really(root))
    generation = open_small(root, model)
    assert generation.manifest.generation.startswith("000002")
    generation.close()


def test_a_number_is_not_used_again_while_its_generation_is_there(root: Path, model: str, tmp_path: Path) -> None:
    replace_file(root / CURRENT_FILE, b"000001\n")
    manifest = build(root, read_notes(tmp_path / "notes", NOTES), model)
    assert manifest.generation.startswith("000003")
