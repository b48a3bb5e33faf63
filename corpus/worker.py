"""The process that reads files for a `ConfinedReader`: jobs come in, outcomes go out, as lines of JSON."""

import os
import sys
from math import ceil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.reading import Entry, Reading, read_document

FORBIDDEN = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}
    | {"os.posix_spawn", "os.fork"}
)


class Job(BaseModel):
    """A file to read."""

    model_config = ConfigDict(frozen=True)

    path: str = Field(description="As the file system has it, in hexadecimal: it need not be text.")
    entry: Entry
    language: str


class Outcome(BaseModel):
    """What came of a job: a reading or a fault."""

    model_config = ConfigDict(frozen=True)

    reading: Reading | None = None
    fault: str | None = None
    spent: bool = Field(default=False, description="Whether the process should not be given another job.")


def run(limits: Limits) -> None:
    """Read what is asked for on standard input, until it ends."""
    # What a library prints must not garble the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _confine(limits)
        for line in sys.stdin.buffer:
            answers.write(_do(Job.model_validate_json(line), limits).model_dump_json().encode() + b"\n")
            answers.flush()


def _do(job: Job, limits: Limits) -> Outcome:
    _allow_seconds(limits.seconds)
    try:
        path = Path(os.fsdecode(bytes.fromhex(job.path)))
        return Outcome(reading=read_document(path, job.entry, job.language, limits))
    except UnreadableFileError as error:
        return Outcome(fault=str(error))
    except MemoryError:
        return Outcome(fault=f"{job.entry.file}: needs too much memory to be read", spent=True)
    except Exception as error:  # noqa: BLE001  # Parsers raise anything at files that were made to break them.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return Outcome(fault=f"{job.entry.file}: it is damaged: {reason}")


def _confine(limits: Limits) -> None:
    """Give up memory beyond the limit, writing files, the network and starting programs."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    sys.addaudithook(_forbid)


def _allow_seconds(seconds: float) -> None:
    """Let the operating system end this process after so much more processor time."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = ceil(used.ru_utime + used.ru_stime + seconds)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    if event in FORBIDDEN:
        raise PermissionError(f"reading a file must not lead to {event}")


if __name__ == "__main__":
    run(Limits.model_validate_json(sys.argv[1]))
