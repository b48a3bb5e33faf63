"""Reading: which sentences of the found passages answer the question, and how surely.

A reader is anything that keeps to `Reader`. The one here asks a trained network about each passage,
measures each sentence against the question, and weighs both with fitted weights.
"""

import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from assistant.cross_encoding import CrossEncoder, PassageReading
from assistant.glossary import asks_meaning, find_meaning, respell
from assistant.measuring import FEATURES, Asked, Measurer, Subject
from assistant.shortening import find_short_answer
from assistant.wanting import ask_for_words
from index.searching import ScoredPassage

Span = tuple[int, int]

WEIGHTS_FILE = "reader_weights.json"
MEANT = 0.95  # Probability that an abbreviation's explanation answers what it stands for.
FOUND_LOGIT = 0.2  # Least of the network's for a passage that it finds the answer in,
FOUND_MASS = 0.8  # and least share of the short answer's probability in the sentence.
EQUAL = 6  # Decimals of a probability that differ where one piece of evidence is better than another.
TINY = 1e-6


class Evidence(NamedTuple):
    """A sentence that may answer a question."""

    hit: ScoredPassage
    span: Span
    """In code points of the document's text."""
    probability: float
    """That the sentence answers the question; comparable between questions."""
    short: Span | None
    """Where the figure, date or name that was asked for stands in it."""
    subject: Subject = Subject()
    """What of the question it is about."""
    found: bool = False
    """Whether the network alone finds the answer in it."""


class Reader(Protocol):
    """What judges passages against a question."""

    def read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences as evidence, most probable first."""
        ...


class Regression(BaseModel):
    """A logistic regression on standardised features."""

    model_config = ConfigDict(frozen=True)

    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each row of features."""
        scaled = (features - np.array(self.means)) / np.array(self.scales)
        logits = scaled @ np.array(self.coefficients) + self.intercept
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float64)


class Weights(BaseModel):
    """Fitted by `python -m evals.fitting`; see there for data and method."""

    model_config = ConfigDict(frozen=True)

    features: tuple[str, ...] = Field(description="Names, in order; they must be those that are measured.")
    sentences: Regression = Field(description="Whether a sentence answers the question, of what is measured of it.")
    decision: Regression = Field(description="Whether the best one does, of that and what `describe_best` adds.")
    threshold: float = Field(ge=0.0, le=1.0, description="Least probability of an answer.")

    def weigh(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each of a question's sentences, of (sentences, features).

        Which sentence is best is told by the sentences alone; that it answers, by how it stands among them too. The
        others keep their share of the best one's probability.
        """
        probabilities = self.sentences.predict(features)
        decided = self.decision.predict(describe_best(features, probabilities)[None, :])
        return np.asarray(probabilities * (decided / probabilities.max()), dtype=np.float64)


def describe_best(features: NDArray[np.float64], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is measured of the best sentence, and how it stands among the others.

    That is: its log odds, the probability of the second best, the sum of all, and the network's best logit of any.
    """
    best = int(probabilities.argmax())
    likeliest = float(np.clip(probabilities[best], TINY, 1.0 - TINY))
    others = np.delete(probabilities, best)
    among = [math.log(likeliest / (1.0 - likeliest)), others.max(initial=0.0), probabilities.sum()]
    return np.concatenate([features[best], among, [features[:, FEATURES.index("answers")].max()]])


def load_weights(path: Path | None = None) -> Weights:
    """Return the packaged weights, or those of a file.

    Raises:
        ValueError: They weigh other features than are measured.
    """
    data = path.read_bytes() if path else (resources.files("assistant") / WEIGHTS_FILE).read_bytes()
    weights = Weights.model_validate_json(data)
    if weights.features != FEATURES:
        raise ValueError(f"{path or WEIGHTS_FILE}: weighs {weights.features}, measured are {FEATURES}: fit it anew")
    return weights


def _prefer_spoken(evidence: Sequence[Evidence], spoken: Sequence[Evidence]) -> list[Evidence]:
    """Return each sentence as the better of two questions finds it; what was said has no short answer to "who"."""
    return [
        one if one.probability >= other.probability else other._replace(short=None)
        for one, other in zip(evidence, spoken, strict=True)
    ]


def read_passages(network: CrossEncoder, asked: Asked, hits: Sequence[ScoredPassage]) -> list[PassageReading]:
    """Return what the network says of each passage, which is asked in its own words."""
    texts = [f"{hit.passage.heading_text}\n{hit.passage.text}" for hit in hits]
    questions = [respell(asked.text, [one for one in asked.aliases if one.is_in(text)]) for text in texts]
    return network.read(questions, hits)


def _finds(reading: PassageReading, start: int, end: int) -> bool:
    return reading.answers > FOUND_LOGIT and reading.find_mass(start, end) >= FOUND_MASS


def _explain(asked: Asked, one: Evidence) -> Evidence:
    """Return evidence that says what an abbreviation of the question stands for as what answers."""
    start = one.span[0] - one.hit.passage.start
    meaning = find_meaning(one.hit.passage.text[start : one.span[1] - one.hit.passage.start], asked.aliases)
    if meaning is None:
        return one
    short = (one.span[0] + meaning[0], one.span[0] + meaning[1])
    return one._replace(probability=max(one.probability, MEANT), short=short)


class TrainedReader:
    """Weighs what the network says and what can be measured. Safe to use from several threads."""

    def __init__(self, network: CrossEncoder, measurer: Measurer, weights: Weights) -> None:
        self._network = network
        self._measurer = measurer
        self._weights = weights

    def read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences as evidence, most probable first; of equals the newest."""
        if not hits:
            return []
        evidence = self._read(question, hits)
        words = ask_for_words(question)
        if words is not None:
            evidence = _prefer_spoken(evidence, self._read(words, hits))
        return sorted(evidence, key=self._order)

    def _order(self, one: Evidence) -> tuple[float, int, int, Span]:
        published = self._measurer.find_date(one.hit.passage.document_id)
        return -round(one.probability, EQUAL), -published.toordinal() if published else 0, one.hit.id, one.span

    def _read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the sentences in the order of the passages."""
        asked = self._measurer.ask(question)
        readings = read_passages(self._network, asked, hits)
        probabilities = self._weights.weigh(self._measurer.measure(asked, hits, readings))
        sentences = [
            (hit, span, reading, subject)
            for hit, reading in zip(hits, readings, strict=True)
            for span, subject in zip(hit.passage.sentences, self._measurer.find_subjects(asked, hit), strict=True)
        ]
        evidence = [
            Evidence(
                hit,
                span,
                float(probability),
                self._shorten(asked, hit, span, reading),
                subject,
                _finds(reading, span[0] - hit.passage.start, span[1] - hit.passage.start),
            )
            for (hit, span, reading, subject), probability in zip(sentences, probabilities, strict=True)
        ]
        return [_explain(asked, one) for one in evidence] if asks_meaning(question) else evidence

    def _shorten(self, asked: Asked, hit: ScoredPassage, span: Span, reading: PassageReading) -> Span | None:
        start, end = span[0] - hit.passage.start, span[1] - hit.passage.start
        likely = reading.find_short(start, end)
        inside = None if likely is None else (likely[0] - start, likely[1] - start)
        short = find_short_answer(asked.text, asked.wanted, hit.passage.text[start:end], self._measurer.analyze, inside)
        return None if short is None else (span[0] + short[0], span[0] + short[1])
