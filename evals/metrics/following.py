"""Follow-ups: the share of the questions with a history that are judged right, as asked and in self-contained form.

The difference of the two is what completing the question from its history loses.
"""

from evals.metrics.metric import Asked, Rate, Score
from evals.metrics.right import RIGHT


def _score(asked: Asked) -> Score:
    return RIGHT.score(asked) if asked.sample.history else None


def _score_alone(asked: Asked) -> Score:
    return None if asked.standalone is None else RIGHT.score(asked._replace(judgement=asked.standalone))


FOLLOWED = Rate("followed", "right on follow-ups", _score)
FOLLOWED_ALONE = Rate("followed_alone", "right on their self-contained form", _score_alone)
