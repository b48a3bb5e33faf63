"""A reader that goes from one generation to the next: how much memory it needs meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.dense import write_dense
from index.vectors import VectorFile

MEBIBYTE = 1 << 20
OPEN_TWO = """
import re, sys
from pathlib import Path
from index.dense import open_dense
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
small = open_dense(Path(sys.argv[1]))
before = peak()
serving = open_dense(Path(sys.argv[2]))
successor = open_dense(Path(sys.argv[2]))
print((peak() - before) * 1024, serving.ntotal + successor.ntotal)
"""


def write(path: Path, count: int) -> Path:
    chance = np.random.default_rng(5)
    with VectorFile(path.with_suffix(".vectors"), 384) as file:
        for _ in range(0, count, 1_000):
            file.append(chance.standard_normal((min(count, 1_000), 384), dtype=np.float32))
        write_dense(path, file)
    return path


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="reads the peak of memory in /proc")
def test_while_one_index_takes_over_from_another_there_are_at_most_two_and_a_fifth(tmp_path: Path) -> None:
    small, large = write(tmp_path / "small", 10), write(tmp_path / "large", 80_000)
    size = large.stat().st_size
    assert size > 50 * MEBIBYTE
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_TWO, str(small), str(large)],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    grown, vectors = map(int, done.stdout.split())
    assert vectors == 160_000
    assert 1.5 * size < grown < 2.2 * size
