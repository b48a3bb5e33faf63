"""How long things take and how much memory they need: `python -m evals.timing`.

Builds an index of the press kit, asks one question in a fresh process several times, and asks a server on
loopback the suite's questions one after the other. Whole processes are measured by the operating
system. Figures of a shared machine vary; compare ratios, not single ones.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from evals.suite import read_suite

QUESTION = "How many States are parties to the Firearms Protocol?"
COLD_RUNS = 7
WARM_QUESTIONS = 100
KIB = 1024
PALERMO = (sys.executable, "-c", "from assistant.command_line import run; run()")


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    peak_mib: float


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=WARM_QUESTIONS)
    parser.add_argument("--cold", type=int, default=COLD_RUNS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palermo-timing-") as scratch:
        root = Path(scratch) / "index"
        built = run_palermo("index", "--index", str(root))
        print(f"index of the press kit: {built.seconds:.1f} s, {built.peak_mib:.0f} MiB at most")
        cold = [run_palermo("ask", QUESTION, "--index", str(root)) for _ in range(options.cold)]
        seconds, peak = statistics.median(c.seconds for c in cold), max(c.peak_mib for c in cold)
        print(f"cold `palermo ask`: median {seconds:.2f} s, {peak:.0f} MiB at most, n = {len(cold)}")
        with serving(root) as (address, process):
            taken = [ask(address, sample.question) for sample in read_suite("press_kit").samples[: options.questions]]
            resident = read_resident_mib(process.pid)
        p50, p95 = find_quantiles(taken)
        print(
            f"warm POST /v1/answers, one client: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, n = {len(taken)}; "
            f"server {resident:.0f} MiB resident"
        )


def run_palermo(*arguments: str) -> Cost:
    """Return what a whole command took.

    Raises:
        RuntimeError: It failed.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [*PALERMO, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"palermo {arguments[0]} ended with {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_maxrss / KIB)


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Yield the address and process of a server on a free port of loopback."""
    process = subprocess.Popen(
        [*PALERMO, "serve", "--port", "0", "--index", str(root)],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = next(
            match.group() for line in process.stderr or () if (match := re.search(r"http://127\.0\.0\.1:\d+", line))
        )
        yield address, process
    finally:
        process.terminate()
        process.wait()


def ask(address: str, question: str) -> float:
    """Return the seconds that one answer took, as its client sees them."""
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{address}/v1/answers", body, {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request) as response:
        response.read()
    return time.perf_counter() - began


def read_resident_mib(pid: int) -> float:
    """Return the resident memory of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / KIB  # type: ignore[union-attr]


def find_quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    main()
