"""What a question calls by an abbreviation and the texts by its long form, or the other way round.

Only abbreviations that the collection itself explains are known. A passage is read with the question in the
passage's own words; both forms are searched.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from corpus.abbreviations import find_definitions
from index.filters import Filters
from index.fusion import FusedSearcher
from index.generation import HYBRID_DEPTH, Generation
from index.searching import ScoredPassage, Searcher

COMMON = 0.2  # Share of the passages that hold an abbreviation whose long form need not be searched for.
LONGEST_DOUBTFUL = 3  # Letters of an abbreviation that is only believed in capitals: "tip", "who".
Terms = frozenset[str]

MEANING = re.compile(
    r"\b(?:stands?|short|stood) for\b|\babbreviat\w+\b|\bacronyms?\b|\b(?:full|long|whole) (?:name|form|title)\b"
    r"|\bspell(?:ed|t)? (?:it )?out\b|\binitials\b|^what (?:does|do) \S+ mean\b",
    re.IGNORECASE,
)


class Alias(NamedTuple):
    """Two names of one thing, of which a question has one."""

    said: str
    """As the question has it."""
    other: str
    short: str
    """Which of the two is the abbreviation."""
    said_terms: Terms
    other_terms: Terms

    def is_in(self, text: str) -> bool:
        """Return whether a text has only the other name."""
        return _find(self.other, text) is not None and _find(self.said, text) is None


class Glossary:
    """The abbreviations of a generation. Safe to use from several threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    @cached_property
    def _pairs(self) -> tuple[tuple[str, str, str, str], ...]:
        pairs = self._generation.texts.abbreviations.items()
        return tuple((short.casefold(), long.casefold(), short, long) for short, long in pairs)

    def find(self, question: str) -> tuple[Alias, ...]:
        """Return the other names of what a question names."""
        hasty = not any(character.isupper() for character in question[1:])
        folded = question.casefold()
        aliases = []
        for short_folded, long_folded, short, long in self._pairs:
            if short_folded not in folded and long_folded not in folded:
                continue
            brief, whole = _find(short, question), _find(long, question)
            if brief and whole:
                continue
            doubtful = len(short) <= LONGEST_DOUBTFUL and not hasty
            if brief and (brief.startswith(short) or not doubtful):
                aliases.append(self._make(brief, long, short))
            elif whole:
                aliases.append(self._make(whole, short, short))
        return tuple(aliases)

    def _make(self, said: str, other: str, short: str) -> Alias:
        analyze = self._generation.lexical.analyze
        return Alias(said, other, short, frozenset(analyze(said)), frozenset(analyze(other)))

    def make_searcher(self, question: str, filters: Filters | None = None) -> Searcher:
        """Return what searches for the question, and for it with the other names in it."""
        lexical = self._generation.lexical
        most = COMMON * lexical.size
        rare = [
            alias
            for alias in self.find(question)
            if all(lexical.count_passages(term) <= most for term in lexical.analyze(alias.short))
        ]
        if not rare:
            return self._generation.make_searcher(filters=filters)
        if asks_meaning(question):  # Where it is explained, both names stand side by side.
            rare = [alias._replace(other=f"{alias.other} {alias.said}") for alias in rare]
        plain = [self._generation.make_searcher(mode, filters) for mode in ("dense", "lexical")]
        return FusedSearcher([*plain, *(RespellingSearcher(one, rare) for one in plain)], HYBRID_DEPTH)


def respell(question: str, aliases: Sequence[Alias]) -> str:
    """Return the question with the other names."""
    for alias in aliases:
        question = question.replace(alias.said, alias.other)
    return question


def widen(terms: Terms, aliases: Sequence[Alias]) -> Terms:
    """Return the terms of a text, with those of the question's name where the text has the other."""
    return terms.union(*(alias.said_terms for alias in aliases if alias.other_terms <= terms))


def asks_meaning(question: str) -> bool:
    """Return whether a question asks what an abbreviation stands for."""
    return MEANING.search(question) is not None


def find_meaning(sentence: str, aliases: Sequence[Alias]) -> tuple[int, int] | None:
    """Return where a sentence says what one of the question's abbreviations stands for."""
    shorts = {alias.short for alias in aliases}
    return next(((one.start, one.end) for one in find_definitions(sentence) if one.short in shorts), None)


class RespellingSearcher:
    """Searches for a question with the other names in it."""

    def __init__(self, searcher: Searcher, aliases: Sequence[Alias]) -> None:
        self._searcher = searcher
        self._aliases = aliases

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return at most `k` passages, best first."""
        return self._searcher.search(respell(query, self._aliases), k)


def _find(name: str, text: str) -> str | None:
    """Return a name as a text has it, whatever the case, with the -s of its plural."""
    words = r"\s+".join(map(re.escape, name.split()))
    match = re.search(rf"(?<![\w-]){words}s?(?=(?:[’']s)?(?![\w-]))", text, re.IGNORECASE)
    return match.group() if match else None
