"""Reading files in a process of its own, so that a bomb, a loop or a crash costs one file and nothing else."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Self

from pydantic import ValidationError

import corpus
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.reading import Entry, Reading

WAITING = 10  # Times the limit of processor time that is waited for, on a machine that is busy or a file that hangs.
MOST_JOBS = 500  # Of one process; what libraries leak ends with it.
ANSWER_BYTES_A_CHARACTER = 16  # A reading with blocks and escapes is larger than its text, never by so much.


class ConfinedReader:
    """Reads files, each within limits. Use it as a context; not safe to use from several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, sort: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, entry: Entry, language: str) -> Reading:
        """Return the document that a file holds.

        Args:
            language: ISO 639-1 code, of a text for which neither the entry nor the file tells one.

        Raises:
            UnreadableFileError: It cannot be read, or not within the limits.
        """
        from corpus.worker import Job, Outcome

        job = Job(path=os.fsencode(path.absolute()).hex(), entry=entry, language=language)
        line, late = self._ask(job.model_dump_json().encode() + b"\n")
        if late:
            raise UnreadableFileError(f"{entry.file}: {self._tell_delay()}")
        try:
            outcome = Outcome.model_validate_json(line)
        except ValidationError as error:
            raise UnreadableFileError(f"{entry.file}: {self._tell_end()}") from error
        if outcome.spent:
            self.close()
        if outcome.reading is None:
            raise UnreadableFileError(outcome.fault or f"{entry.file}: cannot be read")
        return outcome.reading

    def close(self) -> None:
        """End the process."""
        process, self._process, self._jobs = self._process, None, 0
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            process.wait()

    def _ask(self, job: bytes) -> tuple[bytes, bool]:
        """Return the answer to a job, and whether it was too late; the answer is cut where it is too long."""
        process = self._find_process()
        assert process.stdin is not None
        assert process.stdout is not None
        late = False

        def end() -> None:
            nonlocal late
            late = True
            process.kill()

        timer = Timer(WAITING * self._limits.seconds, end)
        timer.start()
        try:
            process.stdin.write(job)
            process.stdin.flush()
            line = process.stdout.readline(ANSWER_BYTES_A_CHARACTER * self._limits.characters)
        except OSError:
            line = b""  # It ended before it took the job.
        timer.cancel()
        timer.join()
        if late:
            self.close()
        return line, late

    def _find_process(self) -> subprocess.Popen[bytes]:
        if self._jobs >= MOST_JOBS or (self._process is not None and self._process.poll() is not None):
            self.close()
        if self._process is None:
            folder = str(Path(corpus.__file__).parent.parent)
            paths = os.pathsep.join(path for path in (folder, os.environ.get("PYTHONPATH")) if path)
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-m", "corpus.worker", self._limits.model_dump_json()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
                start_new_session=True,  # Ctrl-C is for the process that waits, which then ends this one.
            )
        self._jobs += 1
        return self._process

    def _tell_end(self) -> str:
        """Return how the process ended that gave no whole answer."""
        process = self._process
        self.close()
        code = process.returncode if process is not None else 0
        if code == -signal.SIGXCPU:
            return self._tell_delay()
        name = signal.Signals(-code).name if code < 0 and code != -signal.SIGKILL else ""
        return f"its parser crashed{f' ({name})' if name else ''}, or needed too much memory"

    def _tell_delay(self) -> str:
        return f"took longer than {self._limits.seconds:g} s to be read"
