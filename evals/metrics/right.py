"""Right: the share of all questions that are judged right, the declined unanswerable ones included."""

from evals.judging import Reason
from evals.metrics.metric import Asked, CannotBeScored, Rate, Score


def _score(asked: Asked) -> Score:
    if asked.judgement.reason is Reason.NO_EVIDENCE:
        return CannotBeScored(reason=Reason.NO_EVIDENCE)
    return float(asked.judgement.right)


RIGHT = Rate("right", "right", _score)
