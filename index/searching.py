"""What ranks."""

from typing import NamedTuple, Protocol

from corpus.splitting import Passage


class ScoredPassage(NamedTuple):
    """A passage of a ranking."""

    id: int
    """Row of the passage in its generation, from 0."""
    passage: Passage
    score: float
    """Higher is better; comparable within one ranking only."""


class Searcher(Protocol):
    """Everything that ranks: wrap one to change its rankings."""

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return at most `k` passages, best first; ties are broken by passage id."""
        ...
