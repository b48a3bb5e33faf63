"""Ask every question of a suite, once; metrics only read what is written here."""

import hashlib
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.answer import Answer
from assistant.question import Question, Turn
from corpus.document import Document
from evals.recording import Prediction, RankedSpan, Ranking, RunRecord, Timing, open_run
from evals.suite import Sample, Split, Suite
from index.filters import Filters

if TYPE_CHECKING:
    from index.encoding import Encoder

RANKED = 10  # Passages that are kept of each ranking.
SYSTEM = ("corpus", "index", "assistant")  # The packages that make answers.
SYSTEM_SUFFIXES = (".py", ".json", ".safetensors", ".toml")


class Respondent(Protocol):
    """Whoever answers."""

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        ...

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Return at most `k` passages of the admitted documents, best first."""
        ...


class System(Respondent, Protocol):
    """A whole system that is evaluated."""

    generation: str
    """Of the index that answers."""
    collection: str
    """What the index is of."""
    settings: dict[str, str | int | float | None]
    """Those that can change an answer."""
    version: str
    """Changes with what makes the answers, as far as can be told."""

    @property
    def documents(self) -> Sequence[Document]:
        """What is answered from."""
        ...

    def find_encoder(self) -> "Encoder":
        """Return the encoder that the floor uses."""
        ...


def describe_run(suite: Suite, split: Split | None, system: System, tag: str | None = None) -> RunRecord:
    """Return the record of a run that is about to be made."""
    return RunRecord(
        suite=suite.name,
        suite_sha256=suite.sha256,
        split=split,
        tag=tag,
        questions=len(suite.select(split, tag)),
        generation=system.generation,
        settings=system.settings,
        system=system.version,
    )


def hash_packages(*packages: str) -> str:
    """Return a hash of the code and fitted data of packages."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(str(resources.files(package)))
        for path in sorted(root.rglob("*")):
            if path.suffix in SYSTEM_SUFFIXES:
                digest.update(f"{package}/{path.relative_to(root).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def predict(
    folder: Path,
    record: RunRecord,
    samples: Sequence[Sample],
    respondent: Respondent,
    report: Callable[[int], None],
    fresh: bool = False,
) -> None:
    """Ask the questions that have no prediction in the folder yet, and write what comes of each.

    Args:
        report: Is told how many questions are done, first of all after an interrupted run.
        fresh: Ask all of them, whatever is there.

    Raises:
        RunError: The folder holds an unfinished run of something else, or cannot be written.
    """
    with open_run(folder, record, [sample.id for sample in samples], fresh) as run:
        report(run.done)
        for sample in samples[run.done :]:
            answer = ask(respondent, sample)
            passages = respondent.rank(answer.query, RANKED, Filters(document_id=sample.documents))
            run.append(
                Ranking(id=sample.id, passages=passages),
                Timing(id=sample.id, seconds=answer.seconds),
                Prediction(id=sample.id, answer=answer, standalone=ask_standalone(respondent, sample)),
            )
            report(run.done)


def ask(respondent: Respondent, sample: Sample) -> Answer:
    """Return the answer to a sample's question, its earlier questions asked in turn before it."""
    history: tuple[Turn, ...] = ()
    filters = Filters(document_id=sample.documents)
    for earlier in sample.history:
        answer = respondent.answer(Question(question=earlier, history=history, filters=filters))
        history += (Turn(role="user", content=earlier), Turn(role="assistant", content=answer.text))
    return respondent.answer(Question(question=sample.question, history=history, filters=filters))


def ask_standalone(respondent: Respondent, sample: Sample) -> Answer | None:
    """Return the answer to the self-contained form of a sample's question, None where it has none."""
    if sample.standalone is None:
        return None
    filters = Filters(document_id=sample.documents)
    return respondent.answer(Question(question=sample.standalone, filters=filters))
