"""Reciprocal rank fusion, worked by hand."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from corpus.splitting import Passage
from index.fusion import FusedSearcher
from index.searching import ScoredPassage


class Listed:
    """A ranking that is known beforehand."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = ids

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        return [
            ScoredPassage(number, _make_passage(number), 1.0 / place) for place, number in enumerate(self._ids[:k], 1)
        ]


def _make_passage(number: int) -> Passage:
    text = f"Passage {number}."
    span = (0, len(text))
    return Passage(
        document_id="notes", start=0, end=len(text), text=text, title="Notes", headings=(), sentences=(span,)
    )


def test_scores_are_sums_of_reciprocals_of_sixty_plus_rank() -> None:
    ranking = FusedSearcher([Listed([7, 3, 5]), Listed([3, 9])], depth=10).search("anything", 4)
    by_hand = {
        3: Fraction(1, 62) + Fraction(1, 61),
        7: Fraction(1, 61),
        9: Fraction(1, 62),
        5: Fraction(1, 63),
    }
    assert [hit.id for hit in ranking] == [3, 7, 9, 5]
    assert [hit.score for hit in ranking] == pytest.approx([float(by_hand[hit.id]) for hit in ranking], rel=1e-12)
    assert [hit.passage for hit in ranking] == [_make_passage(hit.id) for hit in ranking]


def test_a_passage_ranked_by_both_beats_one_ranked_first_by_either() -> None:
    # 2/64 = 1/32 > 1/61.
    ranking = FusedSearcher([Listed([1, 2, 3, 8]), Listed([4, 5, 6, 8])], depth=10).search("anything", 1)
    assert [hit.id for hit in ranking] == [8]


def test_equal_scores_are_ordered_by_id() -> None:
    ranking = FusedSearcher([Listed([9, 2]), Listed([2, 9])], depth=10).search("anything", 2)
    assert [hit.id for hit in ranking] == [2, 9]
    assert ranking[0].score == ranking[1].score


def test_only_the_depth_that_is_asked_for_is_looked_at() -> None:
    shallow = FusedSearcher([Listed([1, 2, 3]), Listed([3, 2, 1])], depth=1).search("anything", 1)
    assert [(hit.id, hit.score) for hit in shallow] == [(1, 1 / 61)]


def test_a_ranking_longer_than_the_depth_looks_as_deep_as_it_is_long() -> None:
    assert len(FusedSearcher([Listed(range(10))], depth=1).search("anything", 6)) == 6


def test_one_searcher_alone_keeps_its_order() -> None:
    assert [hit.id for hit in FusedSearcher([Listed([4, 1, 3])], depth=10).search("anything", 3)] == [4, 1, 3]


def test_the_scores_that_were_fused_stay_known() -> None:
    ranking = FusedSearcher([Listed([7, 3]), Listed([3])], depth=10).search("anything", 2)
    assert [(hit.id, hit.parts) for hit in ranking] == [(3, (1 / 2, 1.0)), (7, (1.0, 0.0))]
