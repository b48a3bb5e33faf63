"""Reading: which sentences of the found passages answer the question, and how surely.

A reader is anything that keeps to `Reader`. The one here needs no training: it measures each sentence
against the question (likeness of meaning, words held in common and words missing, whether a value of
the wanted kind is there) and weighs what it measured with fitted weights.
"""

import json
import math
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from assistant.shortening import find_short_answer
from assistant.values import find_dates, find_names, find_numbers
from assistant.wanting import Wanted, find_wanted, is_function_word
from corpus.document import Document
from index.generation import Generation
from index.searching import ScoredPassage

Span = tuple[int, int]

WEIGHTS_FILE = "reader_weights.json"
FEATURES = (
    "likeness",
    "likeness_in_passage",
    "retrieval",
    "first",
    "held",
    "held_around",
    "missing_rarest",
    "missing_rarest_around",
    "names_missing",
    "numbers_missing",
    "wanted_there",
    "wanted_lacking",
    "is_label",
    "label_held",
    "length",
    "head_held",
    "bias_person",
    "bias_yes_or_no",
    "bias_reason",
)


class Evidence(NamedTuple):
    """A sentence that may answer a question."""

    hit: ScoredPassage
    span: Span
    """In code points of the document's text."""
    probability: float
    """That the sentence answers the question; comparable between questions."""
    short: Span | None
    """Where the figure, date or name that was asked for stands in it."""


class Reader(Protocol):
    """What judges passages against a question."""

    def read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences as evidence, most probable first."""
        ...


class Weights(BaseModel):
    """Fitted by `python -m evals.fitting`; see there for data and method."""

    model_config = ConfigDict(frozen=True)

    features: tuple[str, ...] = Field(description="Names, in order; they must be those that are measured.")
    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    threshold: float = Field(description="Least probability of an answer.")


def load_weights() -> Weights:
    """Return the packaged weights."""
    weights = Weights.model_validate_json((resources.files("assistant") / WEIGHTS_FILE).read_bytes())
    if weights.features != FEATURES:
        raise ValueError(f"{WEIGHTS_FILE} weighs {weights.features}, the reader measures {FEATURES}: fit them anew")
    return weights


class Asked(NamedTuple):
    """What a reader needs to know of a question."""

    text: str
    wanted: Wanted
    terms: dict[str, float]
    """Content terms and how rare they are in the collection."""
    names: frozenset[str]
    """Content terms that the question writes with a capital."""
    numbers: frozenset[str]
    head: frozenset[str]
    """Terms of what is counted or looked for: "arrests" in "how many arrests were made"."""


class FeatureReader:
    """Weighs measurable features of each sentence."""

    def __init__(self, generation: Generation, weights: Weights) -> None:
        self._generation = generation
        self._weights = weights

    def read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences as evidence, most probable first; ties in reading order."""
        candidates = [(hit, span) for hit in hits for span in hit.passage.sentences]
        if not candidates:
            return []
        asked = self.ask(question)
        features = self.measure(asked, hits)
        found = [
            Evidence(hit, span, float(probability), self._shorten(asked, hit, span))
            for (hit, span), probability in zip(candidates, self._weigh(features), strict=True)
        ]
        found.sort(key=lambda evidence: (-evidence.probability, evidence.hit.id, evidence.span))
        return found

    def _weigh(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        weights = self._weights
        scaled = (features - np.array(weights.means)) / np.array(weights.scales)
        logits = scaled @ np.array(weights.coefficients) + weights.intercept
        return 1.0 / (1.0 + np.exp(-logits))

    def _shorten(self, asked: Asked, hit: ScoredPassage, span: Span) -> Span | None:
        start, end = span
        sentence = hit.passage.text[start - hit.passage.start : end - hit.passage.start]
        short = find_short_answer(asked.text, asked.wanted, sentence, self._analyze)
        return None if short is None else (start + short[0], start + short[1])

    def _analyze(self, text: str) -> list[str]:
        return self._generation.lexical.analyze(text)

    def ask(self, question: str) -> Asked:
        """Return what is to be known of a question."""
        words = [word.strip("?!.,;:\"'“”‘’()") for word in question.split()]
        content = [word for word in words if word and not is_function_word(word.lower())]
        terms = {term: self._rarity(term) for word in content for term in self._analyze(word)}
        capitals = [word for word in content if any(character.isupper() for character in word[:2])]
        names = frozenset(term for word in capitals for term in self._analyze(word))
        numbers = frozenset(term for term in terms if any(character.isdigit() for character in term))
        head = next((self._analyze(word) for word in content), [])
        return Asked(question, find_wanted(question), terms, names, numbers, frozenset(head))

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of BM25."""
        size, holding = self._generation.lexical.size, self._generation.lexical.count_passages(term)
        return math.log(1 + (size - holding + 0.5) / (holding + 0.5))

    def measure(self, asked: Asked, hits: Sequence[ScoredPassage]) -> NDArray[np.float64]:
        """Return (sentences, features), the sentences of all passages in order."""
        texts = [
            hit.passage.text[start - hit.passage.start : end - hit.passage.start]
            for hit in hits
            for start, end in hit.passage.sentences
        ]
        vectors = self._generation.encoder.encode([asked.text, *texts])
        likeness = vectors[1:] @ vectors[0]
        rows: list[list[float]] = []
        best = hits[0].score
        for rank, hit in enumerate(hits):
            document = self._generation.texts.find_document(hit.passage.document_id)
            above = frozenset(self._analyze(_describe(document, hit)))
            count = len(hit.passage.sentences)
            alike = likeness[len(rows) : len(rows) + count]
            sentences = texts[len(rows) : len(rows) + count]
            held = [frozenset(self._analyze(sentence)) for sentence in sentences]
            for place, sentence in enumerate(sentences):
                around = above | held[place] | (held[place - 1] if place else frozenset())
                rows.append(
                    [
                        float(alike[place]),
                        float(alike.max()),
                        hit.score / best,
                        1.0 if rank == 0 else 0.0,
                        *_measure_terms(asked, held[place], around),
                        *_measure_value(asked, sentence, held[place]),
                    ]
                )
        return np.array(rows, dtype=np.float64)


def _describe(document: Document | None, hit: ScoredPassage) -> str:
    """Return what is known of a passage beside its text."""
    parts = [hit.passage.heading_text]
    if document is not None:
        parts += [document.speaker or "", document.role or "", document.kind, *document.instruments]
        parts += [document.published.strftime("%d %B %Y")] if document.published else []
    return "\n".join(parts)


def _measure_terms(asked: Asked, held: frozenset[str], around: frozenset[str]) -> list[float]:
    total = sum(asked.terms.values()) or 1.0
    rarest = max(asked.terms.values(), default=1.0)

    def share(terms: frozenset[str]) -> float:
        return sum(rarity for term, rarity in asked.terms.items() if term in terms) / total

    def missing(terms: frozenset[str]) -> float:
        return max((rarity for term, rarity in asked.terms.items() if term not in terms), default=0.0) / rarest

    return [
        share(held),
        share(around),
        missing(held),
        missing(around),
        float(len(asked.names - around)),
        float(len(asked.numbers - around)),
    ]


def _measure_value(asked: Asked, sentence: str, held: frozenset[str]) -> list[float]:
    finders = {Wanted.NUMBER: find_numbers, Wanted.DATE: find_dates, Wanted.PERSON: find_names, Wanted.PLACE: find_names}
    finder = finders.get(asked.wanted)
    lowered = asked.text.lower()
    there = finder is not None and any(value.text.lower() not in lowered for value in finder(sentence))
    label = sentence.split(":")[0] if ":" in sentence[:60] else ""
    return [
        1.0 if there else 0.0,
        1.0 if finder is not None and not there else 0.0,
        1.0 if label else 0.0,
        1.0 if label and any(term in label.lower() for term in asked.terms) else 0.0,
        math.log(1 + len(sentence.split())),
        1.0 if asked.head & held else 0.0,
        1.0 if asked.wanted is Wanted.PERSON else 0.0,
        1.0 if asked.wanted is Wanted.YES_OR_NO else 0.0,
        1.0 if asked.wanted in (Wanted.REASON, Wanted.MANNER) else 0.0,
    ]


def parse_weights(text: str) -> Weights:
    """Return weights from JSON."""
    return Weights.model_validate(json.loads(text))
