"""The floors: what anybody gets in an afternoon, and what an answer has to beat.

- dense: texts cut every 500 characters, embedded by the same encoder, ranked by cosine; the top piece is the answer;
- bm25: the sentences, ranked by BM25; the top sentence is the answer.

Each declines where its top score is below the threshold that serves best on these very questions, which nobody could
know beforehand. Follow-ups are searched as they stand.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from corpus.document import Block, BlockKind, Document
from corpus.sentences import split_sentences
from corpus.splitting import Passage
from evals.estimating import Floor
from evals.judging import judge_passage
from evals.locating import Span
from evals.metrics.metric import Asked, Estimate, estimate_rate
from evals.metrics.retrieval import answer_at, success_at
from evals.metrics.separation import SEPARATION, estimate_auroc
from index.encoding import Encoder
from index.lexical import search_passages

PIECE_CHARACTERS = 500
DEPTH = 5


class Piece(NamedTuple):
    """A stretch of text, cut where it happened to fall."""

    span: Span
    text: str


class FloorAnswer(NamedTuple):
    """What the floor makes of a question."""

    score: float
    """Of the top piece."""
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


def estimate_floors(questions: Sequence[Asked], encoder: Encoder) -> tuple[Floor, ...]:
    """Return the floors' figures for the same questions, by the same definitions."""
    if not any(asked.documents for asked in questions):
        return ()
    return (
        Floor(name="dense", estimates=_estimate(_rank_by_cosine(questions, encoder))),
        Floor(name="bm25", estimates=_estimate(_rank_by_words(questions))),
    )


def _estimate(ranked: Sequence[tuple[Asked, float]]) -> tuple[Estimate, ...]:
    """Return the figures of rankings, each with the score of its top piece."""
    answers = [_answer(asked, score) for asked, score in ranked]
    threshold = find_best_threshold([asked.sample.answerable for asked, _ in ranked], answers)
    right = [
        answer.score < threshold if not asked.sample.answerable else answer.score >= threshold and answer.right
        for (asked, _), answer in zip(ranked, answers, strict=True)
    ]
    found = [asked for asked, _ in ranked]
    retrieval = [rate(k).estimate(found) for rate in (success_at, answer_at) for k in (1, DEPTH)]
    scores: dict[bool, list[float]] = {True: [], False: []}
    for asked, score in ranked:
        scores[asked.sample.answerable].append(score)
    return (
        estimate_rate("right", [float(value) for value in right]),
        estimate_auroc(SEPARATION.name, scores[True], scores[False]),
        *retrieval,
    )


def find_best_threshold(answerable: Sequence[bool], answers: Sequence[FloorAnswer]) -> float:
    """Return the least score of an answer that makes most questions right, the lowest of equals."""
    candidates = [*sorted({answer.score for answer in answers}), float("inf")]

    def count_right(threshold: float) -> int:
        return sum(
            answer.right if known and answer.score >= threshold else not known and answer.score < threshold
            for known, answer in zip(answerable, answers, strict=True)
        )

    return max(candidates, key=count_right)


def _rank_by_cosine(questions: Sequence[Asked], encoder: Encoder) -> list[tuple[Asked, float]]:
    """Return the questions with pieces in place of our rankings, and the cosine of the top piece."""
    pieces = cut(questions[0].documents.values())
    vectors = encoder.encode([asked.sample.question for asked in questions])
    cosines = vectors @ encoder.encode([piece.text for piece in pieces]).T
    ranked = []
    for asked, row in zip(questions, cosines, strict=True):
        allowed = _allow(asked, [piece.span for piece in pieces])
        order = [int(place) for place in np.argsort(-row, kind="stable") if allowed[place]][:DEPTH]
        ranked.append((asked._replace(ranking=tuple(pieces[place].span for place in order)), float(row[order[0]])))
    return ranked


def _rank_by_words(questions: Sequence[Asked]) -> list[tuple[Asked, float]]:
    """Return the questions with sentences in place of our rankings, and the BM25 score of the top one."""
    passages = [
        Passage(
            document_id=document.id,
            start=start,
            end=end,
            text=document.text[start:end],
            title="",
            headings=(),
            sentences=((start, end),),
        )
        for document in questions[0].documents.values()
        for block in document.blocks or [Block(BlockKind.PARAGRAPH, 0, len(document.text))]
        for first, last in split_sentences(document.text[block.start : block.end], document.language)
        for start, end in [(block.start + first, block.start + last)]
    ]
    spans = [Span(passage.document_id, passage.start, passage.end) for passage in passages]
    found = search_passages(
        passages,
        questions[0].documents[passages[0].document_id].language,
        [(asked.sample.question, asked.sample.documents) for asked in questions],
        DEPTH,
    )
    return [
        (asked._replace(ranking=tuple(spans[hit.id] for hit in hits)), hits[0].score if hits else 0.0)
        for asked, hits in zip(questions, found, strict=True)
    ]


def _allow(asked: Asked, spans: Sequence[Span]) -> list[bool]:
    wanted = asked.sample.documents
    return [not wanted or span.document_id in wanted for span in spans]


def _answer(asked: Asked, score: float) -> FloorAnswer:
    if not asked.ranking:
        return FloorAnswer(score, right=False)
    top = asked.ranking[0]
    text = asked.documents[top.document_id].text[top.start : top.end]
    right = asked.sample.answerable and judge_passage(asked.sample, text, [top], asked.evidence).right
    return FloorAnswer(score, right)
