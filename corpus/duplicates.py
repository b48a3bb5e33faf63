"""Texts that say nearly the same, found by the share of their phrases that they have in common."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document

PHRASE_WORDS = 4
SKETCH = 64  # Phrases that stand for a text: those of the smallest hashes (Broder, SEQUENCES 1997).
LEAST_PHRASES = 20  # Shorter texts are alike by chance.
COMMON = 50  # Texts that share a phrase beyond so many share boilerplate.
LEAST_SHARE = 0.8

Sketch = NDArray[np.uint32]


class Likeness(NamedTuple):
    """Two documents that say nearly the same."""

    one: str
    other: str
    share: float
    """Of the phrases of both that both have, estimated: from 0 to 1."""


def find_near_duplicates(documents: Sequence[Document]) -> Iterator[Likeness]:
    """Yield the pairs of documents that are nearly the same, in the order of the collection.

    A document costs a few hundred bytes of memory, however long it is.
    """
    sketches = [_sketch(document.text) for document in documents]
    phrases = np.concatenate([*sketches, np.empty(0, dtype=np.uint32)])
    holders = np.repeat(np.arange(len(sketches)), [len(sketch) for sketch in sketches])
    order = np.argsort(phrases, kind="stable")
    phrases, holders = phrases[order], holders[order]
    for one, sketch in enumerate(sketches):
        starts, ends = (np.searchsorted(phrases, sketch, side) for side in ("left", "right"))
        shared: Counter[int] = Counter()
        for place in np.flatnonzero((ends - starts > 1) & (ends - starts <= COMMON)):
            shared.update(holders[starts[place] : ends[place]].tolist())
        for other in sorted(shared):
            if other > one and shared[other] >= LEAST_SHARE * min(len(sketch), len(sketches[other])) / 2:
                share = _compare(sketch, sketches[other])
                if share >= LEAST_SHARE:
                    yield Likeness(documents[one].id, documents[other].id, share)


def _sketch(text: str) -> Sketch:
    words = text.casefold().split()
    phrases = {
        zlib.crc32(" ".join(words[place : place + PHRASE_WORDS]).encode())
        for place in range(len(words) - PHRASE_WORDS + 1)
    }
    return np.array(sorted(phrases)[:SKETCH] if len(phrases) >= LEAST_PHRASES else [], dtype=np.uint32)


def _compare(one: Sketch, other: Sketch) -> float:
    smallest = np.union1d(one, other)[: min(SKETCH, max(len(one), len(other)))]
    return float((np.isin(smallest, one) & np.isin(smallest, other)).mean())
