"""What a metric is: it scores one question, and estimates over many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer
from corpus.document import Document
from evals.intervals import bootstrap_rows, wilson
from evals.judging import Judgement
from evals.locating import Span
from evals.suite import Sample


class Asked(NamedTuple):
    """One question that was asked, with everything that metrics may look at."""

    sample: Sample
    answer: Answer
    ranking: tuple[Span, ...]
    """Passages that were found for it, best first."""
    evidence: tuple[Span, ...]
    judgement: Judgement
    documents: Mapping[str, Document]
    """By id; shared by all questions of a run."""
    standalone: Judgement | None = None
    """Of the answer to the question's self-contained form, where that was asked."""


class CannotBeScored(BaseModel):
    """In the place of a score that should be there: counted and shown, neither 0 nor left out."""

    model_config = ConfigDict(frozen=True)

    reason: str


Score = float | CannotBeScored | None
"""Of one question; None where the metric does not concern it (such as retrieval for an unanswerable question)."""


class Estimate(BaseModel):
    """One number, and how sure it is."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float | None = Field(description="Null where it cannot be scored.")
    n: int = Field(description="How many were scored.")
    low: float | None = Field(default=None, description="Lower end of the 95 % interval.")
    high: float | None = Field(default=None, description="Upper end of the 95 % interval.")
    unscored: int = Field(default=0, description="How many should have been scored and could not be.")
    reason: str | None = Field(default=None, description="Why it, or some of it, cannot be scored.")


def concerns(estimate: Estimate) -> bool:
    """Return whether there was any question that an estimate is about."""
    return bool(estimate.n or estimate.unscored)


class Metric(Protocol):
    """Every metric."""

    @property
    def name(self) -> str:
        """As in files."""
        ...

    @property
    def title(self) -> str:
        """As in tables."""
        ...

    @property
    def smaller_is_better(self) -> bool:
        """Whether a fall is a gain."""
        ...

    def score(self, asked: Asked) -> Score:
        """Return the score of one question."""
        ...

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the estimate over many, with its interval."""
        ...


@dataclass(frozen=True)
class Rate:
    """A metric that one question passes (1) or fails (0); over many, the share that pass, by Wilson's interval."""

    name: str
    title: str
    score_one: Callable[[Asked], Score]
    smaller_is_better: bool = False

    def score(self, asked: Asked) -> Score:
        """Return 1.0, 0.0, CannotBeScored, or None where the question is not concerned."""
        return self.score_one(asked)

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the share of the scored questions that pass."""
        return estimate_rate(self.name, [self.score(asked) for asked in questions])


def estimate_rate(name: str, scores: Sequence[Score]) -> Estimate:
    """Return the share of ones among scores of 0 and 1, with Wilson's interval."""
    faults = [score.reason for score in scores if isinstance(score, CannotBeScored)]
    passed = [score == 1.0 for score in scores if isinstance(score, float)]
    reason = faults[0] if faults else None
    if not passed:
        return Estimate(name=name, value=None, n=0, unscored=len(faults), reason=reason or "no question of this sort")
    low, high = wilson(sum(passed), len(passed))
    value = sum(passed) / len(passed)
    return Estimate(name=name, value=value, n=len(passed), low=low, high=high, unscored=len(faults), reason=reason)


@dataclass(frozen=True)
class Mean:
    """A metric with a score from 0 to 1 for each question; over many, the mean, with a bootstrap interval."""

    name: str
    title: str
    score_one: Callable[[Asked], Score]
    smaller_is_better: bool = False

    def score(self, asked: Asked) -> Score:
        """Return the score, CannotBeScored, or None where the question is not concerned."""
        return self.score_one(asked)

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the mean of the scored questions."""
        scores = [self.score(asked) for asked in questions]
        faults = [score.reason for score in scores if isinstance(score, CannotBeScored)]
        values = np.array([score for score in scores if isinstance(score, float)], dtype=np.float64)
        reason = faults[0] if faults else None
        if not values.size:
            return Estimate(
                name=self.name, value=None, n=0, unscored=len(faults), reason=reason or "no question of this sort"
            )
        low, high = bootstrap_rows(values[:, None], lambda rows: float(rows.mean()))
        mean = float(values.mean())
        return Estimate(
            name=self.name, value=mean, n=values.size, low=low, high=high, unscored=len(faults), reason=reason
        )


def pool_rates(estimates: Sequence[Estimate]) -> Estimate:
    """Return the rate over the questions of several estimates of one rate."""
    passed = sum(round(estimate.value * estimate.n) for estimate in estimates if estimate.value is not None)
    n = sum(estimate.n for estimate in estimates)
    return estimate_rate(estimates[0].name, [1.0] * passed + [0.0] * (n - passed))
