"""Retrieval: whether evidence, and the answer itself, stand among the first k passages."""

from evals.judging import Reason, judge_passage
from evals.metrics.metric import Asked, CannotBeScored, Rate, Score


def success_at(k: int) -> Rate:
    """Return the metric: one of the first k passages overlaps a piece of evidence (answerable questions)."""

    def score(asked: Asked) -> Score:
        if not asked.sample.answerable:
            return None
        if not asked.evidence:
            return CannotBeScored(reason=Reason.NO_EVIDENCE)
        return float(any(passage.overlaps(piece) for passage in asked.ranking[:k] for piece in asked.evidence))

    return Rate(f"success_at_{k}", f"evidence in the first {k}", score)


def answer_at(k: int) -> Rate:
    """Return the metric: one of the first k passages says the answer and overlaps evidence (answerable questions)."""

    def score(asked: Asked) -> Score:
        if not asked.sample.answerable:
            return None
        if not asked.evidence:
            return CannotBeScored(reason=Reason.NO_EVIDENCE)
        passages = [(asked.documents[span.document_id].text[span.start : span.end], span) for span in asked.ranking[:k]]
        return float(any(judge_passage(asked.sample, text, [span], asked.evidence).right for text, span in passages))

    return Rate(f"answer_at_{k}", f"answer in the first {k}", score)
