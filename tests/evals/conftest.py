"""Made-up answers, samples and documents for the evals' own tests."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Abstention, Answer, Citation, ShortAnswer, Statement
from corpus.document import Document
from evals.estimating import Report, estimate_part, locate_evidence
from evals.judging import judge
from evals.locating import Span
from evals.metrics.metric import Asked
from evals.recording import PREDICTIONS_FILE, RUN_FILE, Prediction, RunRecord, write_whole
from evals.running import write_estimates
from evals.suite import Sample

TEXT = "The Summit met in Vienna. It adopted 12 decisions. Some 400 delegates came from 93 States."


@pytest.fixture
def document() -> Document:
    """A short press release."""
    return Document(id="release", title="Release", text=TEXT, kind="press release", file="release.txt", sha256="0" * 64)


def cite(document: Document, quote: str, number: int = 1, shift: int = 0) -> Citation:
    """Return a citation of a quotation, its offsets shifted on request."""
    start = document.text.index(quote) + shift
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        published=date(2020, 10, 12),
        speaker=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        url=f"/documents/{document.id}",
    )


@pytest.fixture
def make_sample() -> Callable[..., Sample]:
    """Return a maker of samples: how many decisions the Summit adopted, unless told otherwise."""

    def make(**fields: Any) -> Sample:
        wanted: dict[str, Any] = {
            "id": "s1",
            "question": "How many decisions were adopted?",
            "answerable": True,
            "any_of": (r"\b12\b",),
            "evidence": ("It adopted 12 decisions.",),
        }
        if fields.get("answerable") is False:
            wanted |= {"any_of": (), "evidence": ()}
        return Sample(**(wanted | fields))

    return make


@pytest.fixture
def make_answer(document: Document) -> Callable[..., Answer]:
    """Return a maker of answers: the quotations one after the other; none abstains."""

    def make(
        *quotes: str, confidence: float = 0.5, shift: int = 0, short: str | None = None, seconds: float = 0.1
    ) -> Answer:
        citations = tuple(cite(document, quote, place, shift) for place, quote in enumerate(quotes, start=1))
        nearest = (cite(document, "The Summit met in Vienna.", shift=shift),)
        start = document.text.index(short) if short else 0
        return Answer(
            question="?",
            query="?",
            outcome="answered" if quotes else "abstained",
            text=" ".join(f"{quote} [{place}]" for place, quote in enumerate(quotes, start=1)),
            short_answer=ShortAnswer(text=short, citation=1, start=start, end=start + len(short)) if short else None,
            statements=tuple(Statement(text=quote, citations=(place,)) for place, quote in enumerate(quotes, start=1)),
            citations=citations,
            abstention=None
            if quotes
            else Abstention(reason="not_in_sources", message="The sources do not tell.", nearest=nearest),
            confidence=confidence,
            suggestions=(),
            generation="000001-made-up",
            seconds={"total": seconds},
        )

    return make


@pytest.fixture
def make_asked(document: Document) -> Callable[..., Asked]:
    """Return a maker of asked questions: sample, answer and ranking joined as after a run."""

    def make(sample: Sample, answer: Answer, ranking: Sequence[Span] = ()) -> Asked:
        evidence = locate_evidence([sample], [document])[sample.id]
        judgement = judge(sample, answer, evidence)
        return Asked(sample, answer, tuple(ranking), evidence, judgement, {document.id: document})

    return make


@pytest.fixture
def make_run(
    tmp_path: Path,
    make_sample: Callable[..., Sample],
    make_answer: Callable[..., Answer],
    make_asked: Callable[..., Asked],
) -> Callable[..., Path]:
    """Return a maker of run folders, one question for each of `right`."""

    def make(name: str, right: Sequence[bool], sha256: str = "0" * 64) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        questions = [
            make_asked(
                make_sample(id=f"s{place}", split="tuning"),
                make_answer("It adopted 12 decisions." if good else "The Summit met in Vienna."),
            )
            for place, good in enumerate(right)
        ]
        record = RunRecord(
            suite="made-up",
            suite_sha256=sha256,
            split="tuning",
            questions=len(questions),
            generation="1",
            settings={},
            system="1",
        )
        write_whole(folder / RUN_FILE, record.model_dump_json())
        predictions = [Prediction(id=asked.sample.id, answer=asked.answer).write() for asked in questions]
        write_whole(folder / PREDICTIONS_FILE, "\n".join(predictions))
        part = estimate_part("tuning", questions)
        report = Report(suite="made-up", suite_sha256=sha256, generation="1", parts=(part,))
        write_estimates(folder, report, questions)
        return folder

    return make
