"""Texts that say nearly the same, found by the share of their phrases that they have in common."""

import heapq
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from corpus.document import Document

PHRASE_WORDS = 4
SKETCH = 64  # Phrases that stand for a text: those of the smallest hashes (Broder, SEQUENCES 1997).
LEAST_PHRASES = 20  # Shorter texts are alike by chance.
COMMON = 50  # Texts that share a phrase beyond so many share boilerplate.
LEAST_SHARE = 0.8


class Likeness(NamedTuple):
    """Two documents that say nearly the same."""

    one: str
    other: str
    share: float
    """Of the phrases of both that both have, estimated: from 0 to 1."""


def find_near_duplicates(documents: Sequence[Document]) -> Iterator[Likeness]:
    """Yield the pairs of documents that are nearly the same, in the order of the collection."""
    sketches = {document.id: _sketch(document.text) for document in documents}
    holders: dict[int, list[str]] = defaultdict(list)
    for name, sketch in sketches.items():
        for phrase in sketch:
            holders[phrase].append(name)
    shared = Counter(
        pair for names in holders.values() if len(names) <= COMMON for pair in combinations(names, 2)
    )  # fmt: skip
    for (one, other), count in shared.items():
        if count >= LEAST_SHARE * min(len(sketches[one]), len(sketches[other])) / 2:
            share = _compare(sketches[one], sketches[other])
            if share >= LEAST_SHARE:
                yield Likeness(one, other, share)


def _sketch(text: str) -> frozenset[int]:
    words = text.casefold().split()
    phrases = {
        zlib.crc32(" ".join(words[place : place + PHRASE_WORDS]).encode())
        for place in range(len(words) - PHRASE_WORDS + 1)
    }
    return frozenset(heapq.nsmallest(SKETCH, phrases)) if len(phrases) >= LEAST_PHRASES else frozenset()


def _compare(one: frozenset[int], other: frozenset[int]) -> float:
    smallest = heapq.nsmallest(min(SKETCH, max(len(one), len(other))), one | other)
    return sum(phrase in one and phrase in other for phrase in smallest) / len(smallest)
