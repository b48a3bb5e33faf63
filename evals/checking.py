"""What is wrong with a suite, before anybody trusts it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.document import Document
from evals.locating import find_missing_evidence
from evals.suite import Sample, Split, Suite


class Problem(NamedTuple):
    """One thing that is wrong, and where."""

    line: int
    sample_id: str
    fault: str


def check_suite(suite: Suite, documents: Sequence[Document]) -> list[Problem]:
    """Return what is wrong with a suite, in the order of its lines.

    Broken lines, ids used twice and patterns that do not compile are refused when it is read.
    """
    problems = [
        Problem(line, sample.id, fault)
        for line, sample in zip(suite.lines, suite.samples, strict=True)
        for fault in (*_check_evidence(sample, documents), *_check_patterns(sample), *_check_answerable(sample))
    ]
    return sorted([*problems, *_check_subjects(suite)])


def _check_evidence(sample: Sample, documents: Sequence[Document]) -> Iterator[str]:
    for piece in find_missing_evidence(sample.evidence, documents):
        yield f"this evidence stands in no document: {piece!r}"


def _check_patterns(sample: Sample) -> Iterator[str]:
    for pattern in (*sample.any_of, *sample.all_of):
        if re.search(pattern, sample.question, re.IGNORECASE):
            yield f"this pattern matches the question itself: {pattern!r}"
        if re.search(pattern, "", re.IGNORECASE):
            yield f"this pattern matches an empty answer: {pattern!r}"


def _check_answerable(sample: Sample) -> Iterator[str]:
    has_patterns = bool(sample.any_of or sample.all_of)
    if sample.answerable and not sample.evidence:
        yield "it is answerable, and has no evidence: no answer to it can be right"
    if sample.answerable and not has_patterns:
        yield "it is answerable, and has no pattern: whatever cites the evidence is right"
    if not sample.answerable and (sample.evidence or has_patterns):
        yield "it is not answerable, and has evidence or patterns"


def _check_subjects(suite: Suite) -> Iterator[Problem]:
    first: dict[str, tuple[Split | None, str]] = {}
    for line, sample in zip(suite.lines, suite.samples, strict=True):
        if sample.subject is None:
            continue
        split, sample_id = first.setdefault(sample.subject, (sample.split, sample.id))
        if split != sample.split:
            fault = f"the subject `{sample.subject}` is in the half {sample.split} here and in {split} at {sample_id}"
            yield Problem(line, sample.id, fault)
