"""Rankings, through ir-measures: recall@k, nDCG@10, reciprocal rank and success@k.

A passage is relevant where it overlaps a piece of evidence. Recall counts pieces of evidence, not passages, since
evidence may stand in several: each piece is one relevant item, and the first passage that overlaps it stands for it;
further passages of the same piece are neither relevant nor wrong. Of answerable questions.
"""

from collections.abc import Callable, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from evals.judging import Reason
from evals.locating import Span
from evals.metrics.metric import Asked, CannotBeScored, Mean, Score

Measure = ir_measures.measures.Measure


def number_relevant(ranking: Sequence[Span], evidence: Sequence[Span]) -> tuple[list[str], set[str]]:
    """Return the ranking as names, and the names that are relevant: of pieces of evidence, and of other passages.

    Pieces that one passage holds are found by it together, and count as one; so do places of one document that overlap.
    """
    names: list[str] = []
    relevant = {f"evidence {place}" for place in range(len(evidence))}
    found: set[int] = set()
    for place, passage in enumerate(ranking):
        held = {number for number, piece in enumerate(evidence) if passage.overlaps(piece)}
        new = held - found
        found |= held
        if new:
            names.append(f"evidence {min(new)}")
            relevant -= {f"evidence {number}" for number in new if number != min(new)}
        elif not held:
            names.append(f"passage {place}")
    return names, relevant


def calculate(measure: Measure, names: Sequence[str], relevant: set[str]) -> float:
    """Return a measure of one ranking."""
    qrels = [ir_measures.Qrel("q", name, 1) for name in sorted(relevant)]
    run = [ir_measures.ScoredDoc("q", name, float(len(names) - place)) for place, name in enumerate(names)]
    # A query without a result does not come back from the measure.
    return float(next((metric.value for metric in ir_measures.iter_calc([measure], qrels, run)), 0.0))


def _score_by(measure: Measure) -> Callable[[Asked], Score]:
    def score(asked: Asked) -> Score:
        if not asked.sample.answerable:
            return None
        if not asked.evidence:
            return CannotBeScored(reason=Reason.NO_EVIDENCE)
        return calculate(measure, *number_relevant(asked.ranking, asked.evidence))

    return score


RECALL_AT_10 = Mean("recall_at_10", "recall@10", _score_by(R @ 10))
NDCG_AT_10 = Mean("ndcg_at_10", "nDCG@10", _score_by(nDCG @ 10))
RECIPROCAL_RANK = Mean("reciprocal_rank", "reciprocal rank", _score_by(RR))
