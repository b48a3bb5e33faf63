"""Reciprocal rank fusion."""

from collections.abc import Sequence

from index.searching import ScoredPassage, Searcher

RANK_OFFSET = 60  # Cormack, Clarke & Buettcher, SIGIR 2009: damps the lead of rank 1.


class FusedSearcher:
    """Several searchers ranked as one."""

    def __init__(self, searchers: Sequence[Searcher], depth: int) -> None:
        """
        Args:
            depth: How many passages of each ranking are looked at.
        """
        self._searchers = searchers
        self._depth = depth

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return the `k` passages that the searchers place highest between them.

        A passage scores the sum of 1 / (RANK_OFFSET + rank), rank from 1, over the rankings that
        hold it. Ties are broken by passage id, so that the order is total.
        """
        scores: dict[int, float] = {}
        parts: list[dict[int, float]] = []
        found: dict[int, ScoredPassage] = {}
        for searcher in self._searchers:
            parts.append({})
            for rank, hit in enumerate(searcher.search(query, max(self._depth, k)), start=1):
                scores[hit.id] = scores.get(hit.id, 0.0) + 1.0 / (RANK_OFFSET + rank)
                parts[-1][hit.id] = hit.score
                found[hit.id] = hit
        best = sorted(scores, key=lambda number: (-scores[number], number))[:k]
        return [
            found[number]._replace(score=scores[number], parts=tuple(part.get(number, 0.0) for part in parts))
            for number in best
        ]
