"""Crashes, power cuts, failing disks, killed and crowding writers, damaged files.

The trials run in a process of their own, whose children they stop: see `losing`. The default forms are
short; `pytest -m long` runs the long ones.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_index import CHANGED, NOTES, build, describe, open_small, read_notes, write_model

from index.errors import DamagedIndexError
from index.layout import GENERATIONS

SUPPORT = Path(__file__).parents[1] / "support"
long = pytest.mark.long


def run_trial(*arguments: object) -> dict[str, int]:
    command = [sys.executable, str(SUPPORT / "losing.py"), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SUPPORT), *sys.path])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=long)])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_and_needs_no_repair(every: int) -> None:
    counts = run_trial("crash", every)
    assert set(counts) == {"first build", "rebuild", "update", "deletion", "roll-back", "collection"}
    assert sum(counts.values()) >= 200


@pytest.mark.parametrize("seeds", [60, pytest.param(500, marks=long)])
def test_files_that_were_not_on_the_disk_at_a_power_cut_never_make_a_mix(seeds: int) -> None:
    counts = run_trial("power", seeds)
    assert counts["old"] + counts["new"] == seeds
    assert min(counts.values()) > 0


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=long)])
def test_a_disk_that_fails_at_any_step_leaves_the_old_or_the_new_and_an_error_of_the_index(every: int) -> None:
    counts = run_trial("fail", every)
    assert min(counts.values()) > 0


@pytest.mark.parametrize("kills", [30, pytest.param(200, marks=long)])
def test_killing_a_writer_at_any_moment_shows_readers_nothing_wrong(kills: int) -> None:
    counts = run_trial("kill", kills)
    assert counts["readings"] > 4
    assert counts["published"] > 1


@pytest.mark.parametrize(("writers", "attempts"), [(4, 15), pytest.param(8, 50, marks=long)])
def test_of_many_writers_one_at_a_time_is_let_in_and_the_lock_dies_with_its_holder(writers: int, attempts: int) -> None:
    counts = run_trial("crowd", writers, attempts)
    assert counts["entered"] + counts["refused"] == writers * attempts
    assert counts["entered"] > 0


def test_a_thousand_damaged_files_are_all_detected_and_named(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    root = tmp_path / "index"
    for texts in (NOTES, CHANGED):
        build(root, read_notes(tmp_path / "notes", texts), model)
    live, other = root / GENERATIONS / "000002", root / GENERATIONS / "000001"
    files = sorted(path for path in live.rglob("*") if path.is_file())
    others = sorted(path for path in other.rglob("*") if path.is_file())
    sound = open_small(root, model)
    expected = describe(sound)
    sound.close()
    chance, cases = random.Random(5), 0
    while cases < 1_000:
        path = files[cases % len(files)]
        data = path.read_bytes()
        place = chance.randrange(len(data))
        damaged = (
            data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :],
            bytes(len(data)),
            data[:place],
            chance.choice(others).read_bytes(),
        )[cases // len(files) % 4]
        cases += 1
        if damaged == data:
            continue
        path.write_bytes(damaged)
        with pytest.raises(DamagedIndexError) as refused:
            open_small(root, model)
        assert str(live) in str(refused.value)
        path.write_bytes(data)
    again = open_small(root, model)
    assert describe(again) == expected
    again.close()


def test_a_whole_generation_under_another_number_is_itself(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    root = tmp_path / "index"
    build(root, read_notes(tmp_path / "notes", NOTES), model)
    shutil.copytree(root / GENERATIONS / "000001", root / GENERATIONS / "000005")
    (root / "CURRENT").write_text("000005\n")
    generation = open_small(root, model)
    assert [document.id for document in generation.texts.documents] == sorted(NOTES)
    generation.close()
