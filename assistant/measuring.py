"""What can be measured of a sentence against a question, beside what the network says.

The network knows meaning; it overlooks that the name or the year is another one. So the words of the
question that stand nowhere near the sentence are measured, and whether a value of the wanted kind is there.
"""

import math
import operator
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.cross_encoding import PassageReading
from assistant.glossary import Alias, Glossary, widen
from assistant.series import Series
from assistant.values import find_dates, find_names, find_numbers
from assistant.wanting import Wanted, find_wanted, is_function_word
from corpus.document import Document
from index.generation import Generation
from index.searching import ScoredPassage

FEATURES = (
    "answers",  # The network's logit that the passage answers,
    "answers_lead",  # and how far it is ahead of the best other passage.
    "mass",  # How much of the short answer's probability lies in the sentence.
    "log_mass",
    "sharpness",  # Probability of the best short answer's first and last token.
    "answers_rank",  # How many passages the network thinks likelier.
    "retrieval",  # The search's score, relative to the best.
    "cosine",  # Of question and passage, in the dense search,
    "cosine_lead",  # and how far it is behind the best.
    "lexical",  # BM25 score, relative to the best.
    "held",  # Share of the question's words, rare ones counting more, in the sentence,
    "held_around",  # or in it, the sentence before, the headings or the document's description.
    "missing_rarest",  # How rare the rarest word is that is missing in the sentence,
    "missing_rarest_around",  # or around it.
    "names_missing",  # Names of the question that stand nowhere around.
    "numbers_missing",
    "wanted_there",  # Whether a value of the wanted kind is in the sentence,
    "wanted_lacking",  # or is not, though the question wants one.
    "is_label",
    "label_held",  # Whether the label is in the question.
    "length",
    "head_held",  # Whether what the question counts or looks for is in the sentence.
    "speaker_named",  # Share of the question's names that the document's speaker bears,
    "speaker_lacking",  # or that the speaker of another document found bears, but not this one's.
    "sister_lead",  # Share of the question's words in the document's title beyond those in its best sister sheet's.
    "wants_person",
    "wants_yes_or_no",
    "wants_reason",
)
TINY = 1e-4

Terms = frozenset[str]


class Asked(NamedTuple):
    """What is to be known of a question."""

    text: str
    wanted: Wanted
    rarity: dict[str, float]
    """The content terms, each with its inverse document frequency in the collection."""
    names: Terms
    """Content terms that the question writes with a capital."""
    numbers: Terms
    head: Terms
    """Terms of what is counted or looked for: "arrests" in "how many arrests were made"."""
    aliases: tuple[Alias, ...] = ()


class Subject(NamedTuple):
    """Which of a question's terms tell what a sentence is about."""

    titled: Terms = frozenset()
    """Those in the title and headings above it."""
    around: Terms = frozenset()
    """Those, and what stands in it and in the sentences of the passage before it."""


class Measurer:
    """Measures the sentences of passages of one generation."""

    def __init__(self, generation: Generation) -> None:
        self._texts = generation.texts
        self._lexical = generation.lexical
        self._series = Series(generation.texts)
        self._glossary = Glossary(generation)

    def ask(self, question: str) -> Asked:
        """Return what is to be known of a question."""
        words = [word.strip("?!.,;:\"'“”‘’()") for word in question.split()]
        content = [word for word in words if word and not is_function_word(word.lower())]
        rarity = {term: self._find_rarity(term) for word in content for term in self.analyze(word)}
        capitals = [word for word in content if any(character.isupper() for character in word[:2])]
        return Asked(
            question,
            find_wanted(question),
            rarity,
            frozenset(term for word in capitals for term in self.analyze(word)),
            frozenset(term for term in rarity if any(character.isdigit() for character in term)),
            frozenset(next((self.analyze(word) for word in content), [])),
            self._glossary.find(question),
        )

    def analyze(self, text: str) -> list[str]:
        """Return the terms of a text as search sees them."""
        return self._lexical.analyze(text)

    def find_date(self, document_id: str) -> date | None:
        """Return when a document was published, where it is known."""
        document = self._texts.find_document(document_id)
        return document.published if document else None

    def measure(
        self, asked: Asked, hits: Sequence[ScoredPassage], readings: Sequence[PassageReading]
    ) -> NDArray[np.float64]:
        """Return (sentences, FEATURES), the sentences of all passages in order."""
        found = self._measure_documents(asked, hits)
        rows = [
            row
            for place in range(len(hits))
            for row in self._measure_passage(asked, hits, readings, place, found)
        ]  # fmt: skip
        return np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))

    def _measure_passage(
        self,
        asked: Asked,
        hits: Sequence[ScoredPassage],
        readings: Sequence[PassageReading],
        place: int,
        found: dict[str, list[float]],
    ) -> Iterator[list[float]]:
        hit, reading = hits[place], readings[place]
        others = [other.answers for number, other in enumerate(readings) if number != place]
        document = self._texts.find_document(hit.passage.document_id)
        above = self._widen(asked, _describe(hit, document))
        speaker = frozenset(self.analyze(document.speaker or "")) if document else frozenset()
        searched = _measure_search(hits, place)
        before: Terms = frozenset()
        for span in hit.passage.sentences:
            start, end = span[0] - hit.passage.start, span[1] - hit.passage.start
            sentence = hit.passage.text[start:end]
            held = self._widen(asked, sentence)
            mass = reading.find_mass(start, end)
            yield [
                reading.answers,
                reading.answers - max(others, default=reading.answers),
                mass,
                math.log(mass + TINY),
                reading.find_sharpness(start, end),
                math.log(1 + sum(other > reading.answers for other in others)),
                *searched,
                *_measure_terms(asked, held, above | before | held),
                *_measure_value(asked, sentence, held, speaker),
                *found[hit.passage.document_id],
                *_measure_wanted(asked.wanted),
            ]
            before = held

    def _measure_documents(self, asked: Asked, hits: Sequence[ScoredPassage]) -> dict[str, list[float]]:
        """Return what is measured of each document found beside the others."""
        found = {hit.passage.document_id: hit.passage.title for hit in hits}
        speakers: dict[str, Terms] = {}
        for name in found:
            document = self._texts.find_document(name)
            speakers[name] = frozenset(self.analyze(document.speaker or "") if document else ()) & asked.names
        titled = {name: _find_share(asked, self._widen(asked, title)) for name, title in found.items()}
        most = max(map(len, speakers.values()))
        names = max(1, len(asked.names))
        measured = {}
        for name in found:
            sisters = [titled[other] for other in found if self._series.holds(name, other)]
            own = len(speakers[name])
            lead = titled[name] - max(sisters, default=titled[name])
            measured[name] = [own / names, (most - own) / names, lead]
        return measured

    def find_subjects(self, asked: Asked, hit: ScoredPassage) -> list[Subject]:
        """Return which of the question's terms tell what each sentence of a passage is about."""
        title = self._widen(asked, hit.passage.heading_text) & asked.rarity.keys()
        sentences = [
            hit.passage.text[start - hit.passage.start : end - hit.passage.start]
            for start, end in hit.passage.sentences
        ]
        held = [frozenset(self._widen(asked, sentence) & asked.rarity.keys()) for sentence in sentences]
        return [Subject(frozenset(title), title | told) for told in accumulate(held, operator.or_)]

    def _widen(self, asked: Asked, text: str) -> Terms:
        """Return the terms of a text, those of the question's names where it has others for them among them."""
        return widen(frozenset(self.analyze(text)), asked.aliases)

    def _find_rarity(self, term: str) -> float:
        """Return the inverse document frequency of BM25 (Robertson & Zaragoza, 2009)."""
        size, holding = self._lexical.size, self._lexical.count_passages(term)
        return math.log(1 + (size - holding + 0.5) / (holding + 0.5))


def _describe(hit: ScoredPassage, document: Document | None) -> str:
    """Return what is known of a passage beside its text."""
    parts = [hit.passage.heading_text]
    if document is not None:
        parts += [document.speaker or "", document.role or "", document.kind, *document.instruments]
        parts += [document.published.strftime("%d %B %Y")] if document.published else []
    return "\n".join(parts)


def _find_share(asked: Asked, terms: Terms) -> float:
    """Return the share of the question's terms, rare ones counting more, that are among others."""
    held = sum(rarity for term, rarity in asked.rarity.items() if term in terms)
    return held / (sum(asked.rarity.values()) or 1.0)


def _measure_terms(asked: Asked, held: Terms, around: Terms) -> list[float]:
    rarest = max(asked.rarity.values(), default=1.0)

    def find_missing(terms: Terms) -> float:
        return max((rarity for term, rarity in asked.rarity.items() if term not in terms), default=0.0) / rarest

    return [
        _find_share(asked, held),
        _find_share(asked, around),
        find_missing(held),
        find_missing(around),
        float(len(asked.names - around)),
        float(len(asked.numbers - around)),
    ]


def _measure_search(hits: Sequence[ScoredPassage], place: int) -> list[float]:
    hit = hits[place]
    # By cosine and BM25 in turns, for each form of the question that was searched for.
    cosines, words = ([max(one.parts[number::2], default=0.0) for one in hits] for number in (0, 1))
    best = max(words, default=0.0) or 1.0
    return [hit.score / hits[0].score, cosines[place], cosines[place] - max(cosines), words[place] / best]


FINDERS = {Wanted.NUMBER: find_numbers, Wanted.DATE: find_dates, Wanted.PERSON: find_names, Wanted.PLACE: find_names}


def _measure_value(asked: Asked, sentence: str, held: Terms, speaker: Terms) -> list[float]:
    finder = FINDERS.get(asked.wanted)
    lowered = asked.text.lower()
    there = finder is not None and any(value.text.lower() not in lowered for value in finder(sentence))
    # Whoever asks who said something is answered by the words of a speaker.
    there = there or (asked.wanted is Wanted.PERSON and bool(speaker))
    label = sentence.split(":")[0].lower() if ":" in sentence[:60] else ""
    return [
        float(there),
        float(finder is not None and not there),
        float(bool(label)),
        float(bool(label) and any(term in label for term in asked.rarity)),
        math.log(1 + len(sentence.split())),
        float(bool(asked.head & held)),
    ]


def _measure_wanted(wanted: Wanted) -> list[float]:
    return [
        float(wanted is Wanted.PERSON),
        float(wanted is Wanted.YES_OR_NO),
        float(wanted in (Wanted.REASON, Wanted.MANNER)),
    ]
