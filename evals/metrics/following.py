"""Follow-ups: the share of the questions with a history that are judged right."""

from evals.metrics.metric import Asked, Rate, Score
from evals.metrics.right import RIGHT


def _score(asked: Asked) -> Score:
    return RIGHT.score(asked) if asked.sample.history else None


FOLLOWED = Rate("followed", "right on follow-ups", _score)
