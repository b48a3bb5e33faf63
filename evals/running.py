"""One run of a suite, from the questions to the files of its folder."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document
from evals.comparing import find_baseline, read_recorded
from evals.errors import MisuseError
from evals.estimating import (
    Report,
    estimate_part,
    join_run,
    locate_evidence,
    record_judgement,
    split_asked,
)
from evals.exporting import write_junit, write_ragas, write_trec_qrels, write_trec_run
from evals.floors import estimate_floors
from evals.metrics.metric import Asked
from evals.predicting import System, describe_run, predict
from evals.recording import (
    JUDGEMENTS_FILE,
    JUNIT_FILE,
    METRICS_FILE,
    RAGAS_FILE,
    REPORT_FILE,
    TREC_QRELS_FILE,
    TREC_RUN_FILE,
    RunRecord,
    Timing,
    read_predictions,
    read_rankings,
    read_timings,
    write_whole,
)
from evals.reporting import write_report
from evals.suite import Sample, Split, Suite


class Run(NamedTuple):
    """What came of a run."""

    questions: tuple[Asked, ...]
    report: Report
    baseline: Report | None
    """Of the suite's committed baseline, where it asked the same questions."""


def run_suite(
    suite: Suite,
    split: Split | None,
    system: System,
    folder: Path,
    report: Callable[[int], None],
    floors: bool,
    fresh: bool,
    tag: str | None = None,
) -> Run:
    """Ask a suite and write everything that comes of it into a folder.

    Args:
        split: The half that is asked; None for all.
        tag: The tag of the questions that are asked; None for all.
        report: Is told how many questions are done.
        floors: Estimate the floors as well.
        fresh: Ask everything anew, though the run in the folder was only interrupted.

    Raises:
        MisuseError: The index is one of another collection.
        RunError: The folder holds an unfinished run of something else, or cannot be written.
    """
    documents = {document.id: document for document in system.documents}
    samples = suite.select(split, tag)
    check_collection(suite.name, samples, tuple(documents.values()), system.collection)
    record = describe_run(suite, split, system, tag)
    predict(folder, record, samples, system, report, fresh)
    questions = join_run(samples, read_predictions(folder), read_rankings(folder), documents)
    told = Report(
        suite=suite.name,
        suite_sha256=suite.sha256,
        generation=system.generation,
        parts=tuple(
            estimate_part(name, part, estimate_floors(part, system.find_encoder()) if floors else ())
            for name, part in split_asked(questions).items()
        ),
    )
    write_estimates(folder, told, questions)
    baseline = _read_baseline(record)
    write_exports(folder, record, told, questions, read_timings(folder), baseline)
    return Run(questions, told, baseline)


def _read_baseline(record: RunRecord) -> Report | None:
    path = find_baseline(record.suite)
    found = read_recorded(path) if path.is_file() else None
    return found.report if found and found.suite_sha256 == record.suite_sha256 else None


def write_estimates(folder: Path, report: Report, questions: Sequence[Asked]) -> None:
    """Write what was estimated of a run, and what became of each question.

    Raises:
        RunError: The disk is full, or the like.
    """
    judgements = "\n".join(record_judgement(asked).model_dump_json() for asked in questions)
    write_whole(folder / JUDGEMENTS_FILE, judgements)
    write_whole(folder / METRICS_FILE, report.model_dump_json(indent=1))


def write_exports(
    folder: Path,
    record: RunRecord,
    report: Report,
    questions: Sequence[Asked],
    timings: Sequence[Timing],
    baseline: Report | None = None,
) -> None:
    """Write a run as people and other tools read it: the HTML report, JUnit XML, TREC files and RAGAS records.

    Raises:
        RunError: The disk is full, or the like.
    """
    write_whole(folder / REPORT_FILE, write_report(record, report, questions, timings, baseline))
    write_whole(folder / JUNIT_FILE, write_junit(record.suite, questions))
    write_whole(folder / TREC_RUN_FILE, write_trec_run(questions))
    write_whole(folder / TREC_QRELS_FILE, write_trec_qrels(questions))
    write_whole(folder / RAGAS_FILE, write_ragas(questions))


def check_collection(name: str, samples: Sequence[Sample], documents: Sequence[Document], collection: str) -> None:
    """Refuse to ask an index of another collection.

    Raises:
        MisuseError: No evidence of any question stands in its documents, though there is some.
    """
    if not any(sample.evidence for sample in samples):
        return
    if not any(locate_evidence(samples, documents).values()):
        raise MisuseError(
            f"{name}: none of its evidence stands in the index of `{collection}`, which is that of another collection: "
            "give the right one with --index, or its folder with --documents"
        )
