"""From predictions to estimates: overall, by half and by tag."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from corpus.document import Document
from evals.errors import RunError
from evals.judging import Reason, judge
from evals.locating import Span, locate
from evals.metrics.citations import CITATION_PRECISION, CITATION_RECALL, CITATION_VALIDITY
from evals.metrics.declining import DECLINED, WRONGLY_DECLINED
from evals.metrics.exact_quotes import EXACT_QUOTES
from evals.metrics.following import FOLLOWED, FOLLOWED_ALONE
from evals.metrics.localisation import SPAN_IOU, SPAN_PRECISION, SPAN_RECALL
from evals.metrics.metric import Asked, CannotBeScored, Estimate, Metric
from evals.metrics.ranking import NDCG_AT_10, RECALL_AT_10, RECIPROCAL_RANK
from evals.metrics.reference import EXACT_MATCH, TOKEN_F1
from evals.metrics.retrieval import answer_at, success_at
from evals.metrics.right import RIGHT
from evals.metrics.risk import AREA, CALIBRATION, COVERAGE
from evals.metrics.separation import SEPARATION
from evals.recording import Prediction, Ranking
from evals.suite import Sample, Split

METRICS: tuple[Metric, ...] = (
    RIGHT,
    DECLINED,
    WRONGLY_DECLINED,
    FOLLOWED,
    FOLLOWED_ALONE,
    SEPARATION,
    AREA,
    COVERAGE,
    CALIBRATION,
    success_at(1),
    success_at(5),
    answer_at(1),
    answer_at(5),
    RECALL_AT_10,
    NDCG_AT_10,
    RECIPROCAL_RANK,
    SPAN_PRECISION,
    SPAN_RECALL,
    SPAN_IOU,
    EXACT_QUOTES,
    CITATION_VALIDITY,
    CITATION_RECALL,
    CITATION_PRECISION,
    EXACT_MATCH,
    TOKEN_F1,
)

WHOLE = "all"  # Name of the part, where questions belong to no half, and of the group of all questions.


class Group(BaseModel):
    """Questions of one sort: right + wrong + declined + unscored = n."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="`all`, `answerable`, `unanswerable`, or a tag.")
    n: int
    right: Estimate
    wrong: int = Field(description="Answered, and not right.")
    declined: int = Field(description="Declined though answerable.")


class Floor(BaseModel):
    """What a plain system gets on the same questions."""

    model_config = ConfigDict(frozen=True)

    name: str
    estimates: tuple[Estimate, ...]

    def find(self, metric: str) -> Estimate | None:
        """Return the estimate of a metric, None where the floor has none."""
        return next((estimate for estimate in self.estimates if estimate.name == metric), None)


class Part(BaseModel):
    """The estimates for one half of a suite."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="`tuning`, `reporting`, or `all` for questions that belong to no half.")
    metrics: tuple[Estimate, ...]
    groups: tuple[Group, ...]
    floors: tuple[Floor, ...] = Field(default=(), description="The same figures for plain systems.")


class Report(BaseModel):
    """Everything that was estimated of a run."""

    model_config = ConfigDict(frozen=True)

    suite: str
    suite_sha256: str
    generation: str
    parts: tuple[Part, ...]


class JudgementRecord(BaseModel):
    """What became of one question."""

    model_config = ConfigDict(frozen=True)

    id: str
    part: str
    right: bool
    reason: Reason
    scores: dict[str, float | CannotBeScored] = Field(description="By the metrics that concern the question.")


def locate_evidence(samples: Iterable[Sample], documents: Iterable[Document]) -> dict[str, tuple[Span, ...]]:
    """Return where the evidence of each sample stands, by its id."""
    texts = {document.id: document for document in documents}
    return {sample.id: tuple(_locate_sample(sample, texts)) for sample in samples}


def _locate_sample(sample: Sample, texts: Mapping[str, Document]) -> Iterator[Span]:
    admitted = [texts[name] for name in sample.documents if name in texts] if sample.documents else texts.values()
    for piece in sample.evidence:
        yield from locate(piece, admitted)
    for name in sample.relevant:
        if name in texts:
            yield Span(name, 0, len(texts[name].text))


def join_run(
    samples: Sequence[Sample],
    predictions: Sequence[Prediction],
    rankings: Sequence[Ranking],
    documents: Mapping[str, Document],
) -> tuple[Asked, ...]:
    """Return what metrics look at, one asked for each sample.

    Raises:
        RunError: Predictions or rankings are not those of the samples.
    """
    ids = [sample.id for sample in samples]
    if ids != [prediction.id for prediction in predictions] or ids != [ranking.id for ranking in rankings]:
        raise RunError(
            f"{len(predictions)} predictions do not belong to these {len(ids)} questions: make the run again"
        )
    evidence = locate_evidence(samples, documents.values())
    return tuple(
        Asked(
            sample=sample,
            answer=prediction.answer,
            ranking=tuple(Span(passage.document_id, passage.start, passage.end) for passage in ranking.passages),
            evidence=evidence[sample.id],
            judgement=judge(sample, prediction.answer, evidence[sample.id]),
            documents=documents,
            standalone=None
            if prediction.standalone is None
            else judge(sample, prediction.standalone, evidence[sample.id]),
        )
        for sample, prediction, ranking in zip(samples, predictions, rankings, strict=True)
    )


def split_asked(questions: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Return the questions of each half, in the order in which the halves first come."""
    parts: dict[str, list[Asked]] = {}
    for asked in questions:
        parts.setdefault(name_part(asked.sample.split), []).append(asked)
    return parts


def name_part(split: Split | None) -> str:
    """Return the name of the part that a question belongs to."""
    return split or WHOLE


def estimate_part(name: str, questions: Sequence[Asked], floors: tuple[Floor, ...] = ()) -> Part:
    """Return every estimate for some questions, overall and by tag."""
    groups: dict[str, list[Asked]] = {WHOLE: list(questions)}
    for answerable, sort in ((True, "answerable"), (False, "unanswerable")):
        groups[sort] = [asked for asked in questions if asked.sample.answerable is answerable]
    for tag in sorted({tag for asked in questions for tag in asked.sample.tags} - groups.keys()):
        groups[tag] = [asked for asked in questions if tag in asked.sample.tags]
    return Part(
        name=name,
        metrics=tuple(metric.estimate(questions) for metric in METRICS),
        groups=tuple(_estimate_group(sort, members) for sort, members in groups.items() if members),
        floors=floors,
    )


def _estimate_group(name: str, questions: Sequence[Asked]) -> Group:
    reasons = [asked.judgement.reason for asked in questions]
    return Group(
        name=name,
        n=len(questions),
        right=RIGHT.estimate(questions),
        wrong=sum(reason in (Reason.WRONG_ANSWER, Reason.NO_OVERLAP, Reason.WRONGLY_ANSWERED) for reason in reasons),
        declined=reasons.count(Reason.WRONGLY_DECLINED),
    )


def record_judgement(asked: Asked) -> JudgementRecord:
    """Return what became of one question, with its score by every metric that concerns it."""
    scores = {metric.name: metric.score(asked) for metric in METRICS}
    return JudgementRecord(
        id=asked.sample.id,
        part=name_part(asked.sample.split),
        right=asked.judgement.right,
        reason=asked.judgement.reason,
        scores={name: score for name, score in scores.items() if score is not None},
    )
