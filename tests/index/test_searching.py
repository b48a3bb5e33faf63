"""The contract of everything that ranks: the same tests for the dense, the lexical and the fused searcher."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.collection import Collection
from corpus.document import Block, BlockKind, Document
from corpus.splitting import Splitting
from index.building import build_index
from index.filters import Filters
from index.generation import Generation, Mode, open_generation
from index.model import PACKAGED
from index.searching import Hit, rank

QUESTIONS = (
    "How many States are party to the Firearms Protocol?",
    "Who opened the session?",
    "operation Turquesa arrests",
    "smugling of migrants",
    "https://www.interpol.int/en",
    "ünïcödé ½ … 移民",
    "a",
)
every_mode = pytest.mark.parametrize("mode", get_args(Mode))
every_question = pytest.mark.parametrize("question", QUESTIONS)


@every_mode
@every_question
def test_a_ranking_is_in_total_order_and_holds_each_passage_once(
    press_kit_generation: Generation, mode: Mode, question: str
) -> None:
    ranking = press_kit_generation.make_searcher(mode).search(question, 200)
    assert [(-hit.score, hit.id) for hit in ranking] == sorted((-hit.score, hit.id) for hit in ranking)
    assert len({hit.id for hit in ranking}) == len(ranking)


@every_mode
@every_question
def test_a_shorter_ranking_is_the_head_of_a_longer_one(
    press_kit_generation: Generation, mode: Mode, question: str
) -> None:
    searcher = press_kit_generation.make_searcher(mode, depth=20)
    longest = searcher.search(question, 20)
    for k in range(1, 20):
        assert searcher.search(question, k) == longest[:k]


@every_mode
def test_a_hit_is_the_passage_of_its_id(press_kit_generation: Generation, mode: Mode) -> None:
    ranking = press_kit_generation.make_searcher(mode).search("review mechanism", 10)
    assert ranking
    assert [hit.passage for hit in ranking] == press_kit_generation.texts.read_passages(hit.id for hit in ranking)


@every_mode
@every_question
def test_filters_restrict_before_the_search(press_kit_generation: Generation, mode: Mode, question: str) -> None:
    filters = Filters(speaker="Ghada Waly")
    everything = press_kit_generation.make_searcher(mode).search(question, 1_000)
    restricted = press_kit_generation.make_searcher(mode, filters).search(question, 1_000)
    wanted = {hit.id for hit in everything if hit.passage.document_id == "opening-statement"}
    assert {hit.id for hit in restricted} == wanted
    if mode != "hybrid":  # Ranks differ where passages of others stood between.
        assert [hit.id for hit in restricted] == [hit.id for hit in everything if hit.id in wanted]
        assert [hit.score for hit in restricted] == [hit.score for hit in everything if hit.id in wanted]


@every_mode
def test_filters_that_admit_no_document_find_nothing(press_kit_generation: Generation, mode: Mode) -> None:
    assert press_kit_generation.make_searcher(mode, Filters(kind="minutes")).search("firearms", 5) == []


@every_mode
def test_empty_filters_are_no_filters(press_kit_generation: Generation, mode: Mode) -> None:
    plain = press_kit_generation.make_searcher(mode)
    assert press_kit_generation.make_searcher(mode, Filters()).search("firearms", 9) == plain.search("firearms", 9)


@every_mode
def test_an_index_opened_twice_ranks_the_same(
    press_kit_index: Path, press_kit_generation: Generation, mode: Mode
) -> None:
    again = open_generation(press_kit_index, PACKAGED, Splitting())
    for question in QUESTIONS:
        first = press_kit_generation.make_searcher(mode).search(question, 30)
        assert again.make_searcher(mode).search(question, 30) == first
    again.close()


@every_mode
def test_searches_in_parallel_rank_as_searches_one_by_one(press_kit_generation: Generation, mode: Mode) -> None:
    searcher = press_kit_generation.make_searcher(mode)
    one_by_one = [searcher.search(question, 10) for question in QUESTIONS * 3]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: searcher.search(question, 10), QUESTIONS * 3)) == one_by_one


@every_mode
def test_equal_passages_are_ranked_by_their_ids_wherever_the_ranking_is_cut(
    word_model: Path, tmp_path: Path, mode: Mode
) -> None:  # fmt: skip
    # The better matches come last: an index that keeps a heap throws equal ones out in its own order.
    texts = ["The ferry carries people."] * 20 + ["The ferry, the ferry."] * 5
    # Not read from files, of which those that say the same would be one document.
    documents = tuple(
        Document(
            id=f"note-{number:02}", title="Note", text=text, kind="note", file="note", sha256="",
            blocks=(Block(BlockKind.PARAGRAPH, 0, len(text)),),
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    build_index(tmp_path, Collection("notes", documents, ()), str(word_model), Splitting())
    generation = open_generation(tmp_path, str(word_model), Splitting())
    for k in (1, 3, 5, 6, 7, 15, 24, 25, 26):
        ranking = generation.make_searcher(mode).search("ferry", k)
        assert [hit.id for hit in ranking] == [*range(20, 25), *range(20)][:k]
    generation.close()


@every_mode
def test_an_index_of_nothing_finds_nothing(word_model: Path, tmp_path: Path, mode: Mode) -> None:
    build_index(tmp_path, Collection("nothing", (), ()), str(word_model), Splitting())
    generation = open_generation(tmp_path, str(word_model), Splitting())
    assert generation.make_searcher(mode).search("ferry", 3) == []
    generation.close()


@given(scores=st.lists(st.integers(0, 3), max_size=30), k=st.integers(1, 40))
def test_rank_breaks_ties_by_id_whatever_the_index_does(scores: list[int], k: int) -> None:
    last_first = sorted(
        (Hit(row, float(score)) for row, score in enumerate(scores)), key=lambda hit: (-hit.score, -hit.id)
    )
    by_id = sorted(last_first, key=lambda hit: (-hit.score, hit.id))
    assert rank(lambda depth: last_first[:depth], k) == by_id[:k]
