"""Writers that are stopped, and disks that fail: run as a program, it prints one JSON object of counts.

Every writer is a forked process, so that a crash is the end of a process: nothing is caught, nothing cleaned up.
"""

import errno
import json
import os
import pickle
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from small_index import CHANGED, NOTES, build, describe, open_small, read_notes, write_model

from corpus.collection import Collection
from index.errors import BusyIndexError, MissingIndexError, SearchIndexError
from index.history import collect_old, roll_back
from index.locking import writing

CRASHED = 99
WAITING_SECONDS = 60
Operation = Callable[[Path], object]


def in_child(run: Callable[[], object]) -> tuple[int, Any]:
    """Run something in a process of its own; return its status and its result, None where it left none."""
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        status, result = 1, None
        try:
            result = run()
            status = 0
        except BaseException as error:  # noqa: BLE001 - told to the parent, which decides.
            result = f"{type(error).__name__}: {error}"
        with os.fdopen(writing_end, "wb") as pipe:
            pipe.write(pickle.dumps(result))
        os._exit(status)
    os.close(writing_end)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, pickle.loads(data) if data else None


class Situation(NamedTuple):
    """What is done to an index, from what to what."""

    prepare: Operation
    operate: Operation
    after: frozenset[str]
    """Which contents may be found when the operation was stopped anywhere; `none` for no index."""


class House:
    """A model, three states of a collection, and what an index of each shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = write_model(folder / "model")
        fewer = {"ferry": NOTES["ferry"]}
        self.collections: dict[str, Collection] = {
            name: read_notes(folder / name / "notes", texts)
            for name, texts in {"old": NOTES, "new": CHANGED, "fewer": fewer}.items()
        }
        self.contents = {name: in_child(partial(self._build_and_see, name))[1] for name in self.collections}

    def _build_and_see(self, name: str) -> tuple[object, ...] | str:
        root = self.folder / "known" / name
        self.build(root, name)
        return self.see(root)

    def build(self, root: Path, name: str, reuse: bool = True) -> None:
        build(root, self.collections[name], self.model, reuse)

    def see(self, root: Path) -> tuple[object, ...] | str:
        """Return what a reader sees; `none` where there is no index."""
        try:
            generation = open_small(root, self.model)
        except MissingIndexError:
            return "none"
        seen = describe(generation)
        generation.close()
        return seen

    def name_content(self, root: Path) -> str:
        """Return which of the known contents a reader sees.

        Raises:
            AssertionError: It is none of them.
        """
        seen = self.see(root)
        if seen == "none":
            return "none"
        names = [name for name, content in self.contents.items() if content == seen]
        assert names, "a mix, or something that nobody wrote"
        return names[0]

    def situations(self) -> dict[str, Situation]:
        def do(*names: str) -> Operation:
            return lambda root: [self.build(root, name) for name in names]

        return {
            "first build": Situation(do(), do("old"), frozenset({"none", "old"})),
            "rebuild": Situation(do("old"), lambda root: self.build(root, "old", False), frozenset({"old"})),
            "update": Situation(do("old", "old"), do("new"), frozenset({"old", "new"})),
            "deletion": Situation(do("old", "old"), do("fewer"), frozenset({"old", "fewer"})),
            "roll-back": Situation(do("old", "new"), roll_back, frozenset({"old", "new"})),
            "collection": Situation(self._prepare_collection, collect_old, frozenset({"new"})),
        }

    def _prepare_collection(self, root: Path) -> None:
        self.build(root, "old")
        self.build(root, "new")
        generations = root / "generations"
        shutil.copytree(generations / "000001", generations / "000000")


class Disk:
    """Counts what changes the disk below a folder, and stops or fails at one of these steps."""

    NAMES = ("open", "write", "fsync", "close", "replace", "rename", "unlink", "rmdir", "mkdir", "chmod")

    def __init__(self, root: Path, at: Callable[[int, str], None]) -> None:
        self.root = str(root)
        self.steps = 0
        self.synced: set[int] = set()
        self.renamed: list[tuple[str, str, str | None]] = []
        self._at = at
        self._known: set[int] = set()
        for name in self.NAMES:
            setattr(os, name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            if not self._concerns(name, arguments, named):
                return step(*arguments, **named)
            self.steps += 1
            try:
                self._at(self.steps, name)
            except OSError:
                if name == "close":  # As the operating system does it: the descriptor is gone all the same.
                    self._known.discard(arguments[0])
                    step(*arguments)
                raise
            former = self._read_former(name, arguments)
            result = step(*arguments, **named)
            if name == "replace":
                self.renamed.append((str(arguments[0]), str(arguments[1]), former))
            if name == "open":
                self._known.add(result)
            elif name == "close":
                self._known.discard(arguments[0])
            elif name == "fsync":
                self._note_synced(os.fstat(arguments[0]).st_ino)
            return result

        return run

    @staticmethod
    def _read_former(name: str, arguments: tuple[Any, ...]) -> str | None:
        """Return what a file that is about to be replaced holds."""
        target = Path(str(arguments[1])) if name == "replace" else None
        return target.read_text() if target and target.is_file() else None

    def _note_synced(self, inode: int) -> None:
        self.synced.add(inode)
        # A folder that is on the disk has its new names there.
        self.renamed = [one for one in self.renamed if os.stat(os.path.dirname(one[1])).st_ino != inode]

    def _concerns(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
        if name in ("write", "fsync", "close"):
            return arguments[0] in self._known
        return str(arguments[0]).startswith(self.root) or named.get("dir_fd") in self._known


def _stop_at(point: int) -> Callable[[int, str], None]:
    def at(step: int, name: str) -> None:
        if step == point:
            os._exit(CRASHED)

    return at


def _copies(house: House, name: str, situation: Situation) -> Iterator[Path]:
    """Yield fresh copies of the situation's index, each of them removed when the next is asked for."""
    base = house.folder / "base" / name
    status, told = in_child(lambda: situation.prepare(base))
    assert status == 0, told
    work = house.folder / "work"
    while True:
        shutil.rmtree(work, ignore_errors=True)
        if base.exists():
            shutil.copytree(base, work)
        yield work


def crash_everywhere(house: House, every: int) -> dict[str, int]:
    """Stop each operation at each of its steps; return how many steps each has."""
    counts: dict[str, int] = {}
    for name, situation in house.situations().items():
        for point, work in enumerate(_copies(house, name, situation), start=1):

            def operate(point: int = point, work: Path = work, situation: Situation = situation) -> None:
                Disk(work, _stop_at(point))
                situation.operate(work)

            status, told = in_child(operate)
            assert status in (0, CRASHED), told
            seen = in_child(lambda work=work: house.name_content(work))
            assert seen[0] == 0, (name, point, seen[1])
            assert seen[1] in situation.after, (name, point, seen[1])
            if point % every == 0 or status == 0:
                check_mended(house, work, (name, point))
            if status == 0:
                counts[name] = point - 1
                break
    return counts


def check_mended(house: House, work: Path, place: object) -> None:
    """Check that the next writer needs no repair and leaves nothing lying about."""
    status, told = in_child(lambda: (house.build(work, "fewer"), house.name_content(work))[1])
    assert (status, told) == (0, "fewer"), (place, told)
    assert {path.name for path in work.iterdir()} == {"CURRENT", "generations", "writing.lock"}, place
    names = [path.name for path in (work / "generations").iterdir()]
    assert len(names) <= 2, (place, names)
    assert all(name.isdigit() for name in names), (place, names)


def lose_power(house: House, seeds: int) -> dict[str, int]:
    """Stop an update anywhere and let un-synced files come out in any state; return how often which was seen."""
    situation = house.situations()["update"]
    copies = _copies(house, "power", situation)
    work = next(copies)
    status, steps = in_child(lambda: _count_steps(work, situation))
    assert status == 0, steps
    counts = {"old": 0, "new": 0, "damaged files": 0, "undone names": 0}
    for seed in range(seeds):
        chance = random.Random(seed)
        work = next(copies)
        before = {path.stat().st_ino for path in work.rglob("*") if path.is_file()}
        synced = house.folder / "synced"
        point = chance.randint(1, steps)
        status, told = in_child(lambda: _update_until(work, situation, point, synced))  # noqa: B023
        assert status == CRASHED, told
        inodes, renamed = json.loads(synced.read_text())
        safe = before | set(inodes)
        for path in sorted(path for path in work.rglob("*") if path.is_file()):
            if path.stat().st_ino not in safe and path.name != "writing.lock":
                _lose(path, chance)
                counts["damaged files"] += 1
        for source, target, former in reversed(renamed):
            if chance.random() < 0.5:
                _undo_renaming(Path(source), Path(target), former)
                counts["undone names"] += 1
        status, seen = in_child(lambda: house.name_content(work))  # noqa: B023
        assert status == 0, (seed, seen)
        assert seen in situation.after, (seed, seen)
        counts[seen] += 1
    return counts


def _count_steps(work: Path, situation: Situation) -> int:
    disk = Disk(work, lambda step, name: None)
    situation.operate(work)
    return disk.steps


def _update_until(work: Path, situation: Situation, point: int, synced: Path) -> None:
    def at(step: int, name: str) -> None:
        if step == point:
            synced.write_text(json.dumps([sorted(disk.synced), disk.renamed]))
            os._exit(CRASHED)

    disk = Disk(work, at)
    situation.operate(work)


def _undo_renaming(source: Path, target: Path, former: str | None) -> None:
    if target.is_dir():
        target.rename(source)
    elif former is not None:
        target.write_text(former)


def _lose(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    fate = chance.choice(("deleted", "zeroed", "cut", "flipped"))
    if fate == "deleted":
        path.unlink()
    elif fate == "zeroed":
        path.write_bytes(bytes(len(data)))
    elif fate == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif data:
        place = chance.randrange(len(data))
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :])


FAULTS = {"open": (errno.EMFILE, errno.ENOSPC), "mkdir": (errno.ENOSPC,)}
OTHER_FAULTS = (errno.ENOSPC, errno.EIO)


def fail_everywhere(house: House, every: int) -> dict[str, int]:
    """Let each step of each operation fail, once and for good; return how many cases each had."""
    counts: dict[str, int] = {}
    for name, situation in house.situations().items():
        cases = 0
        copies = _copies(house, name, situation)
        work = next(copies)
        status, steps = in_child(lambda: _count_steps(work, situation))  # noqa: B023
        assert status == 0, steps
        for point in range(1, steps + 1, every):
            for code in range(2):
                for good in (False, True):
                    work = next(copies)
                    status, told = in_child(lambda: _fail(house, work, situation, point, code, good))  # noqa: B023
                    assert status == 0, (name, point, code, good, told)
                    seen = in_child(lambda: house.name_content(work))  # noqa: B023
                    assert seen[0] == 0, (name, point, seen[1])
                    assert seen[1] in situation.after, (name, point, seen[1])
                    cases += 1
            check_mended(house, work, (name, point))
        counts[name] = cases
    return counts


def _fail(house: House, work: Path, situation: Situation, point: int, code: int, good: bool) -> None:
    """Run an operation on a failing disk; it ends well or with an error of the index, never with another."""

    def at(step: int, name: str) -> None:
        if step == point or (good and step > point):
            number = FAULTS.get(name, OTHER_FAULTS)[code % len(FAULTS.get(name, OTHER_FAULTS))]
            raise OSError(number, os.strerror(number))

    Disk(work, at)
    try:
        situation.operate(work)
    except SearchIndexError as error:
        if str(work) not in str(error):
            raise AssertionError(f"does not say where: {error}") from error


def kill_writers(house: House, kills: int) -> dict[str, int]:
    """Kill a writer again and again at a random moment while four readers check what they see."""
    root = house.folder / "live"
    began = time.monotonic()
    status, told = in_child(lambda: house.build(root, "old"))
    assert status == 0, told
    lasting = 3 * (time.monotonic() - began)
    stop = house.folder / "stop"
    readers = []
    for _ in range(4):
        reading, writing_end = os.pipe()
        child = os.fork()
        if child == 0:
            seen: dict[str, int] = {}
            fault = ""
            try:
                while not stop.exists():
                    name = house.name_content(root)
                    seen[name] = seen.get(name, 0) + 1
            except BaseException as error:  # noqa: BLE001 - told to the parent, which fails.
                fault = f"{type(error).__name__}: {error}"
            os.write(writing_end, pickle.dumps((seen, fault)))
            os._exit(0)
        os.close(writing_end)
        readers.append((child, reading))
    chance = random.Random(7)
    for number in range(kills):
        child = os.fork()
        if child == 0:
            while True:
                house.build(root, ("new", "old")[number % 2])
                number += 1
        if number % 5 == 4:  # However busy the machine is, some writers get to publish.
            before, deadline = (root / "CURRENT").read_text(), time.monotonic() + WAITING_SECONDS
            while (root / "CURRENT").read_text() == before and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(chance.uniform(0.0, 0.01))
        else:
            time.sleep(chance.uniform(0.0, lasting))
        os.kill(child, 9)
        os.waitpid(child, 0)
    stop.touch()
    total = 0
    for child, reading in readers:
        seen, fault = pickle.loads(os.read(reading, 1 << 16))
        os.waitpid(child, 0)
        assert not fault, fault
        assert set(seen) <= {"old", "new"}, seen
        total += sum(seen.values())
    published = int((root / "CURRENT").read_text())
    check_mended(house, root, "after the kills")
    return {"kills": kills, "readings": total, "published": published}


def crowd_writers(house: House, writers: int, attempts: int) -> dict[str, int]:
    """Let many processes try to write at once; return how often one was let in and refused."""
    root = house.folder / "crowd"
    inside = house.folder / "inside"
    root.mkdir()
    ends = []
    for _ in range(writers):
        reading, writing_end = os.pipe()
        child = os.fork()
        if child == 0:
            entered, refused, slowest, both = 0, 0, 0.0, 0
            for _ in range(attempts):
                began = time.monotonic()
                try:
                    with writing(root):
                        try:
                            os.close(os.open(inside, os.O_CREAT | os.O_EXCL))
                        except FileExistsError:
                            both += 1
                        time.sleep(0.002)
                        inside.unlink(missing_ok=True)
                        entered += 1
                except BusyIndexError:
                    refused += 1
                    slowest = max(slowest, time.monotonic() - began)
            os.write(writing_end, pickle.dumps((entered, refused, slowest, both)))
            os._exit(0)
        os.close(writing_end)
        ends.append((child, reading))
    results = []
    for child, reading in ends:
        results.append(pickle.loads(os.read(reading, 1 << 12)))
        os.waitpid(child, 0)
    assert not sum(result[3] for result in results), "two writers were inside at once"
    assert max(result[2] for result in results) < 1.0, "a writer was kept waiting"
    child = os.fork()
    if child == 0:
        with writing(root):
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    with writing(root):
        pass
    return {"entered": sum(result[0] for result in results), "refused": sum(result[1] for result in results)}


TRIALS: dict[str, Callable[..., dict[str, int]]] = {
    "crash": crash_everywhere,
    "power": lose_power,
    "fail": fail_everywhere,
    "kill": kill_writers,
    "crowd": crowd_writers,
}


def main() -> None:
    """Run one trial, named by the first argument, with the numbers that follow."""
    trial, numbers = sys.argv[1], map(int, sys.argv[2:])
    with tempfile.TemporaryDirectory(prefix="palermo-losing-") as folder:
        print(json.dumps(TRIALS[trial](House(Path(folder).resolve()), *numbers)))


if __name__ == "__main__":
    main()
