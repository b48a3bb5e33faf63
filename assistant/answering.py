"""The assistant: a question in, an answer out."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.answer import Abstention, Answer, Citation, ShortAnswer, Statement
from assistant.composing import Quotations, choose, make_citation, state, write_text
from assistant.cross_encoding import READER, CrossEncoder, find_reader_weights
from assistant.declining import explain
from assistant.enlarging import enlarge
from assistant.following import complete
from assistant.glossary import Glossary
from assistant.measuring import Measurer
from assistant.placing import place
from assistant.question import Question
from assistant.reading import Evidence, Reader, TrainedReader, load_weights
from assistant.relations import DocumentRelations
from assistant.settings import Settings
from assistant.spelling import correct
from assistant.suggesting import MOST_STARTERS, read_suggestions, suggest_next
from assistant.wanting import asks_for_several, find_wanted, names_time
from corpus.hyphenation import load_lexicon
from index.durable import hash_file
from index.errors import StaleIndexError
from index.filters import Filters
from index.generation import Generation, Mode, open_generation
from index.searching import ScoredPassage

COMMON = 500  # Occurrences in the lexicon's texts; rarer words are slips as often as not ("pres", "mobil").
NEAREST = 3  # Passages that are offered when there is no answer.


class Found(NamedTuple):
    """First step of an answer: what was searched for, and the passages that will be read."""

    query: str
    passages: list[ScoredPassage]


class Stated(NamedTuple):
    """A further step: one proven sentence."""

    statement: Statement
    citations: tuple[Citation, ...]


Step = Found | Stated | Answer


class Assistant:
    """Answers from one index generation. Safe to use from several threads."""

    def __init__(self, generation: Generation, reader: Reader, threshold: float, candidates: int) -> None:
        """
        Args:
            threshold: Least probability of the best evidence for an answer to be given.
            candidates: Passages that are read.
        """
        self.generation = generation
        self._reader = reader
        self._threshold = threshold
        self._candidates = candidates
        self._relations = DocumentRelations(generation.texts)
        self._glossary = Glossary(generation)
        self._suggestions = read_suggestions(generation.folder)
        self.starters = tuple(one.question for one in self._suggestions[:MOST_STARTERS])

    def search(self, query: str, k: int, mode: Mode = "hybrid", filters: Filters | None = None) -> list[ScoredPassage]:
        """Return the `k` passages that match best, best first."""
        if mode == "hybrid":
            return self._glossary.make_searcher(query, filters).search(query, k)
        return self.generation.make_searcher(mode, filters).search(query, k)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        *_, answer = self.answer_in_steps(question)
        if not isinstance(answer, Answer):
            raise TypeError(f"the last step of an answer is {type(answer).__name__}")
        return answer

    def answer_in_steps(self, question: Question) -> Iterator[Step]:
        """Yield what is found, then each statement as it is proven, and last the whole answer."""
        began = time.perf_counter()
        query = complete(question.question, question.history)
        hits = self.search(query, self._candidates, filters=question.filters)
        corrected = correct(query, hits, self._is_word)
        if corrected != query:
            query = corrected
            hits = self.search(query, self._candidates, filters=question.filters)
        searched = time.perf_counter()
        yield Found(query, hits)
        evidence = self._reader.read(query, hits)
        read = time.perf_counter()
        confidence = evidence[0].probability if evidence else 0.0
        quotations = Quotations(self.generation.texts)
        statements: list[Statement] = []
        short: ShortAnswer | None = None
        conflicting = False
        if evidence and confidence >= self._threshold:
            chosen = choose(evidence, find_wanted(query), self._relations, asks_for_several(query), names_time(query))
            conflicting = chosen.conflicting
            for group in chosen.groups:
                spans = [(one.hit.passage.document_id, self._enlarge(one, query, evidence)) for one in group]
                if quotations.hold(*spans[0]):
                    continue  # A list that is quoted already.
                citations = tuple(quotations.cite(*span) for span in dict.fromkeys(spans))
                statements.append(state(citations, group[0] in chosen.earlier))
                yield Stated(statements[-1], self._place(citations))
            short = None if conflicting else self._shorten(chosen.groups[0][0], quotations)
        abstention = None if statements else self._abstain(query, question, evidence)
        done = time.perf_counter()
        yield Answer(
            question=question.question,
            query=query,
            outcome="conflicting" if conflicting else "answered" if statements else "abstained",
            text=abstention.message if abstention else write_text(short, statements),
            short_answer=short,
            statements=tuple(statements),
            citations=self._place(quotations.citations),
            abstention=abstention,
            confidence=confidence,
            suggestions=self._suggest(query, question, quotations.citations, abstention),
            generation=self.generation.manifest.generation,
            seconds={"total": done - began, "search": searched - began, "read": read - searched},
        )

    def _is_word(self, word: str) -> bool:
        """Return whether a word is spelt right: the collection holds it, or it is common in its language."""
        if self.generation.lexical.holds(word):
            return True
        return load_lexicon(self.generation.manifest.language)[word.lower()] >= COMMON

    def _enlarge(self, one: Evidence, query: str, evidence: Sequence[Evidence]) -> tuple[int, int]:
        document = self.generation.texts.find_document(one.hit.passage.document_id)
        return one.span if document is None else enlarge(document, one, query, evidence)

    def _shorten(self, best: Evidence, quotations: Quotations) -> ShortAnswer | None:
        quoted = quotations.citations[0]
        if best.short is None or (quoted.start, quoted.end) != best.span:
            return None
        document = self.generation.texts.find_document(best.hit.passage.document_id)
        if document is None:
            return None
        start, end = best.short
        return ShortAnswer(text=document.text[start:end], citation=quotations.citations[0].number, start=start, end=end)

    def _abstain(self, query: str, question: Question, evidence: Sequence[Evidence]) -> Abstention:
        documents = self.generation.texts.documents
        if not documents:
            return Abstention(reason="index_empty", message="The collection has no documents.", nearest=())
        if question.filters.select(documents) == frozenset():
            return Abstention(
                reason="nothing_admitted", message="No document of the collection passes the filters.", nearest=()
            )
        lexical = self.generation.lexical
        nearest: list[Citation] = []
        texts: list[str] = []
        for one in evidence[:NEAREST]:
            document = self.generation.texts.find_document(one.hit.passage.document_id)
            if document is not None:
                nearest.append(make_citation(document, one.span, len(nearest) + 1))
                texts.append(f"{one.hit.passage.heading_text}\n{one.hit.passage.text}")
        reason, message, words = explain(query, bool(question.history), texts, lexical.holds, lexical.analyze)
        return Abstention(reason=reason, message=message, words=words, nearest=self._place(nearest))

    def _suggest(
        self, query: str, question: Question, cited: Sequence[Citation], abstention: Abstention | None
    ) -> tuple[str, ...]:
        asked = (query, question.question, *(turn.content for turn in question.history if turn.role == "user"))
        nearest = abstention.nearest if abstention else ()
        admitted = question.filters.select(self.generation.texts.documents)
        return suggest_next(self._suggestions, asked, cited, nearest, admitted)

    def _place(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(place(citation, self.generation) for citation in citations)


def open_assistant(settings: Settings, name: str | None = None) -> Assistant:
    """Return an assistant over a generation of the index in the settings.

    Args:
        name: Of the generation; None for the live one.

    Raises:
        SearchIndexError: There is no index, or it is stale or damaged.
    """
    return make_assistant(settings, open_checked(settings, name))


def make_assistant(settings: Settings, generation: Generation) -> Assistant:
    """Return an assistant over an opened generation."""
    weights = load_weights()
    threshold = weights.threshold if settings.threshold is None else settings.threshold
    reader = TrainedReader(open_network(generation), Measurer(generation), weights)
    return Assistant(generation, reader, threshold, settings.candidates)


def open_checked(settings: Settings, name: str | None = None) -> Generation:
    """Return a generation, the live one if none is named, whose reader must be this Palermo's.

    Raises:
        SearchIndexError: There is no index, or it is stale or damaged.
    """
    generation = open_generation(settings.index, settings.model, settings.splitting, name)
    made_of = generation.manifest.companions.get(READER)
    if made_of != hash_file(find_reader_weights()):
        raise StaleIndexError(
            f"{settings.index}: the index was made with another reader than this Palermo's: "
            f"run `palermo index --index {settings.index}`"
        )
    return generation


def open_network(generation: Generation) -> CrossEncoder:
    """Return the reader's network as it was exported into a generation."""
    return CrossEncoder(generation.folder)
