"""Ask every question of a suite, once; metrics only read what is written here."""

import hashlib
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer
from assistant.question import Question, Turn
from assistant.settings import Settings
from evals.recording import Prediction, RankedSpan, Ranking, RunRecord, Timing, open_run
from evals.suite import Sample, Split, Suite
from index.filters import Filters
from index.searching import ScoredPassage

RANKED = 10  # Passages that are kept of each ranking.
SYSTEM = ("corpus", "index", "assistant")  # The packages that make answers.
SYSTEM_SUFFIXES = (".py", ".json", ".safetensors", ".toml")


class Respondent(Protocol):
    """Whoever answers: the assistant."""

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        ...

    def search(self, query: str, k: int, *, filters: Filters) -> list[ScoredPassage]:
        """Return at most `k` passages of the admitted documents, best first."""
        ...


def describe_run(suite: Suite, split: Split | None, generation: str, settings: Settings) -> RunRecord:
    """Return the record of a run that is about to be made."""
    return RunRecord(
        suite=suite.name,
        suite_sha256=suite.sha256,
        split=split,
        questions=len(suite.select(split)),
        generation=generation,
        settings={
            name: str(value) if isinstance(value, Path) else value
            for name, value in settings.model_dump(exclude={"index"}).items()
        },
        system=hash_packages(*SYSTEM),
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
            passages = respondent.search(answer.query, RANKED, filters=Filters(document_id=sample.documents))
            run.append(
                Ranking(id=sample.id, passages=tuple(_rank(passage) for passage in passages)),
                Timing(id=sample.id, seconds=answer.seconds),
                Prediction(id=sample.id, answer=answer),
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


def _rank(scored: ScoredPassage) -> RankedSpan:
    passage = scored.passage
    return RankedSpan(document_id=passage.document_id, start=passage.start, end=passage.end, score=scored.score)
