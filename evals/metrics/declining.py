"""Declining: as it should be, and as it should not be."""

from evals.metrics.metric import Asked, Rate, Score


def _score_declined(asked: Asked) -> Score:
    return None if asked.sample.answerable else float(asked.answer.outcome == "abstained")


def _score_wrongly_declined(asked: Asked) -> Score:
    return float(asked.answer.outcome == "abstained") if asked.sample.answerable else None


DECLINED = Rate("declined", "unanswerable declined", _score_declined)
WRONGLY_DECLINED = Rate(
    "wrongly_declined", "answerable wrongly declined", _score_wrongly_declined, smaller_is_better=True
)
