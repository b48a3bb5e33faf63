"""What is wrong with a suite, before anybody trusts it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from corpus.document import Document
from evals.locating import find_missing_evidence
from evals.predicting import Respondent, ask
from evals.suite import Sample, Split, Suite

NEAR_DUPLICATE = 92.0  # Likeness of two questions, 0 to 100, from which they are one asked twice.
SUSPECT = 0.6  # Confidence from which an answer to an unanswerable question is worth a look.


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    line: int
    sample_id: str
    fault: str


def check_suite(suite: Suite, documents: Sequence[Document]) -> list[Problem]:
    """Return what is wrong with a suite, in the order of its lines.

    Broken lines, ids used twice and patterns that do not compile are refused when it is read.
    """
    # A suite without any pattern leaves it to the evidence what is right, as BEIR and CLAPNQ do.
    wants_patterns = any(sample.any_of or sample.all_of for sample in suite.samples)
    problems = [
        Problem(line, sample.id, fault)
        for line, sample in zip(suite.lines, suite.samples, strict=True)
        for fault in (
            *_check_evidence(sample, documents),
            *_check_patterns(sample),
            *_check_answerable(sample, wants_patterns),
        )
    ]
    return sorted([*problems, *_check_subjects(suite), *_check_duplicates(suite)])


def find_suspects(suite: Suite, respondent: Respondent) -> Iterator[Problem]:
    """Yield the questions marked unanswerable to which the system is sure to have an answer, with its quotation.

    It may be wrong: these are for a person to read.
    """
    for line, sample in zip(suite.lines, suite.samples, strict=True):
        if not sample.answerable:
            answer = ask(respondent, sample)
            if answer.citations and answer.confidence >= SUSPECT:
                citation = answer.citations[0]
                told = f"{citation.document_id} says {' '.join(citation.quote.split())!r} ({answer.confidence:.2f})"
                yield Problem(line, sample.id, f"marked unanswerable, but {told}")


def _check_evidence(sample: Sample, documents: Sequence[Document]) -> Iterator[str]:
    for piece in find_missing_evidence(sample.evidence, documents):
        yield f"this evidence stands in no document: {piece!r}"


def _check_patterns(sample: Sample) -> Iterator[str]:
    for pattern in (*sample.any_of, *sample.all_of):
        if re.search(pattern, sample.question, re.IGNORECASE):
            yield f"this pattern matches the question itself: {pattern!r}"
        if re.search(pattern, "", re.IGNORECASE):
            yield f"this pattern matches an empty answer: {pattern!r}"


def _check_answerable(sample: Sample, wants_patterns: bool) -> Iterator[str]:
    has_patterns = bool(sample.any_of or sample.all_of)
    if sample.answerable and not sample.evidence and not sample.relevant:
        yield "it is answerable, and has no evidence: no answer to it can be right"
    if sample.answerable and wants_patterns and not has_patterns:
        yield "it is answerable, and has no pattern: whatever cites the evidence is right"
    if not sample.answerable and (sample.evidence or has_patterns):
        yield "it is not answerable, and has evidence or patterns"


def _check_duplicates(suite: Suite) -> Iterator[Problem]:
    """Yield the questions that are nearly one of the other half, which was seen while tuning."""
    rows = list(zip(suite.lines, suite.samples, strict=True))
    tuning = [sample for _, sample in rows if sample.split == "tuning"]
    texts = [" ".join((*sample.history, sample.question)) for sample in tuning]
    for line, sample in rows:
        if sample.split == "reporting":
            question = " ".join((*sample.history, sample.question))
            found = process.extractOne(
                question, texts, scorer=fuzz.token_sort_ratio, processor=default_process, score_cutoff=NEAR_DUPLICATE
            )
            if found:
                yield Problem(line, sample.id, f"nearly the same as {tuning[found[2]].id}, which is in the tuning half")


def _check_subjects(suite: Suite) -> Iterator[Problem]:
    first: dict[str, tuple[Split | None, str]] = {}
    for line, sample in zip(suite.lines, suite.samples, strict=True):
        if sample.subject is None:
            continue
        split, sample_id = first.setdefault(sample.subject, (sample.split, sample.id))
        if split != sample.split:
            fault = f"the subject `{sample.subject}` is in the half {sample.split} here and in {split} at {sample_id}"
            yield Problem(line, sample.id, fault)
