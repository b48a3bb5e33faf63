"""What ranks."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from corpus.splitting import Passage


class ScoredPassage(NamedTuple):
    """A passage of a ranking."""

    id: int
    """Row of the passage in its generation, from 0."""
    passage: Passage
    score: float
    """Higher is better; comparable within one ranking only."""
    parts: tuple[float, ...] = ()
    """Scores by each of the rankings that it was fused from, 0 where one does not hold it."""


class Hit(NamedTuple):
    """What an index finds: a passage's id and its score."""

    id: int
    score: float


class Searcher(Protocol):
    """Everything that ranks: wrap one to change its rankings."""

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return at most `k` passages, best first; ties are broken by passage id."""
        ...


def rank(fetch: Callable[[int], list[Hit]], k: int) -> list[Hit]:
    """Return the `k` best hits, ties by passage id, out of an index that breaks ties in its own way.

    Args:
        fetch: Returns up to so many hits, best first, equal scores in any order and cut anywhere.
    """
    depth = k + 1
    hits = fetch(depth)
    while len(hits) == depth and hits[-1].score == hits[k - 1].score:
        depth *= 2
        hits = fetch(depth)
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]
