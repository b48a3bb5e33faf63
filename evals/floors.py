"""The floor: what anybody gets in an afternoon, and what an answer has to beat.

Texts cut every 500 characters, embedded by the same encoder, ranked by cosine; the top piece is quoted as the
answer, and the question is declined where its cosine is below the threshold that serves best on these very
questions, which nobody could know beforehand. Follow-ups are searched as they stand.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from corpus.document import Document
from evals.judging import judge_passage
from evals.locating import Span
from evals.metrics.metric import Asked, Estimate, estimate_rate
from evals.metrics.retrieval import answer_at, success_at
from evals.metrics.separation import SEPARATION, estimate_auroc
from index.encoding import Encoder

PIECE_CHARACTERS = 500
DEPTH = 5


class Piece(NamedTuple):
    """A stretch of text, cut where it happened to fall."""

    span: Span
    text: str


class FloorAnswer(NamedTuple):
    """What the floor makes of a question."""

    cosine: float
    """Of the question with the top piece."""
    right: bool
    """Whether the top piece is a right answer, were it given."""


def cut(documents: Iterable[Document]) -> list[Piece]:
    """Return the pieces of the documents, each of 500 characters but for the last of a document."""
    return [
        Piece(Span(document.id, start, min(start + PIECE_CHARACTERS, len(document.text))), text)
        for document in documents
        for start in range(0, len(document.text), PIECE_CHARACTERS)
        if (text := document.text[start : start + PIECE_CHARACTERS]).strip()
    ]


def estimate_floor(questions: Sequence[Asked], encoder: Encoder) -> tuple[Estimate, ...]:
    """Return the floor's figures for the same questions, by the same definitions."""
    ranked = _rank(questions, encoder)
    answers = [_answer(asked, cosine) for asked, cosine in ranked]
    threshold = find_best_threshold([asked.sample.answerable for asked, _ in ranked], answers)
    right = [
        answer.cosine < threshold if not asked.sample.answerable else answer.cosine >= threshold and answer.right
        for (asked, _), answer in zip(ranked, answers, strict=True)
    ]
    found = [asked for asked, _ in ranked]
    retrieval = [rate(k).estimate(found) for rate in (success_at, answer_at) for k in (1, DEPTH)]
    cosines: dict[bool, list[float]] = {True: [], False: []}
    for asked, cosine in ranked:
        cosines[asked.sample.answerable].append(cosine)
    return (
        estimate_rate("right", [float(value) for value in right]),
        estimate_auroc(SEPARATION.name, cosines[True], cosines[False]),
        *retrieval,
    )


def find_best_threshold(answerable: Sequence[bool], answers: Sequence[FloorAnswer]) -> float:
    """Return the least cosine of an answer that makes most questions right, the lowest of equals."""
    candidates = [*sorted({answer.cosine for answer in answers}), float("inf")]

    def count_right(threshold: float) -> int:
        return sum(
            answer.right if known and answer.cosine >= threshold else not known and answer.cosine < threshold
            for known, answer in zip(answerable, answers, strict=True)
        )

    return max(candidates, key=count_right)


def _rank(questions: Sequence[Asked], encoder: Encoder) -> list[tuple[Asked, float]]:
    """Return the questions with the floor's rankings in place of ours, and the cosine of the top piece."""
    pieces = cut(questions[0].documents.values())
    vectors = encoder.encode([asked.sample.question for asked in questions])
    cosines = vectors @ encoder.encode([piece.text for piece in pieces]).T
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :DEPTH]
    return [
        (asked._replace(ranking=tuple(pieces[place].span for place in places)), float(row[places[0]]))
        for asked, row, places in zip(questions, cosines, order, strict=True)
    ]


def _answer(asked: Asked, cosine: float) -> FloorAnswer:
    top = asked.ranking[0]
    text = asked.documents[top.document_id].text[top.start : top.end]
    right = asked.sample.answerable and judge_passage(asked.sample, text, [top], asked.evidence).right
    return FloorAnswer(cosine, right)
