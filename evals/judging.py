"""Whether an answer is right."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from assistant.answer import Answer
from evals.locating import Span
from evals.suite import Sample

MARKER = re.compile(r"\[\d+\]")


class Reason(StrEnum):
    """Why an answer is judged as it is."""

    SAYS_IT = "says what is wanted and cites the evidence"
    DECLINED = "declined, as the sources do not tell"
    WRONG_ANSWER = "wrong answer"
    NO_OVERLAP = "no citation overlaps the evidence"
    NO_EVIDENCE = "its evidence stands in no document"
    WRONGLY_DECLINED = "declined though answerable"
    WRONGLY_ANSWERED = "answered though the sources do not tell"


class Judgement(NamedTuple):
    """What becomes of one question."""

    right: bool
    reason: Reason


def judge(sample: Sample, answer: Answer, evidence: Sequence[Span]) -> Judgement:
    """Return whether an answer is right, and why.

    A question that the sources do not answer is right if it is declined. Any other is right if it is answered,
    the text matches the sample's patterns, and a citation overlaps a piece of evidence.

    Args:
        evidence: Where the sample's evidence stands.
    """
    if answer.outcome == "abstained":
        return Judgement(False, Reason.WRONGLY_DECLINED) if sample.answerable else Judgement(True, Reason.DECLINED)
    if not sample.answerable:
        return Judgement(False, Reason.WRONGLY_ANSWERED)
    cited = [Span(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    return judge_passage(sample, answer.text, cited, evidence)


def judge_passage(sample: Sample, text: str, cited: Sequence[Span], evidence: Sequence[Span]) -> Judgement:
    """Return whether a text with its places answers an answerable question."""
    if not matches(sample, text):
        return Judgement(False, Reason.WRONG_ANSWER)
    if not evidence:
        return Judgement(False, Reason.NO_EVIDENCE)
    if not any(place.overlaps(piece) for place in cited for piece in evidence):
        return Judgement(False, Reason.NO_OVERLAP)
    return Judgement(True, Reason.SAYS_IT)


def matches(sample: Sample, text: str) -> bool:
    """Return whether a text says what is wanted: one of `any_of`, if there are any, and all of `all_of`.

    The figures in citation markers are not read: "[4]" is no answer to how many there are.
    """
    plain = MARKER.sub("[]", text)
    says = [re.search(pattern, plain, re.IGNORECASE) is not None for pattern in sample.any_of]
    return (any(says) or not says) and all(re.search(pattern, plain, re.IGNORECASE) for pattern in sample.all_of)
