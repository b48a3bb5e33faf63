"""An approximate index against the exact one of the same passages: how much it finds, and when it is exact."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_index import build, open_small, read_notes, write_model

from index.dense import DenseSearcher, open_dense, read_vectors
from index.filters import Filters
from index.generation import Generation
from index.layout import DENSE_FILE
from index.vectors import VectorFile, spread

THINGS = "ferry bridge river tram museum tower mill harbour lock canal station market library garden square".split()
QUERIES = ("the ferry of the harbour", "a tram crosses the bridge", "mill and lock 17", "library in the garden 203")
K = 10


def write_notes(count: int) -> dict[str, str]:
    """Return notes of three words out of fifteen and a number, so that each is near to many others."""
    texts = {}
    for number in range(count):
        one, other, third = (THINGS[number * step % len(THINGS)] for step in (1, 7, 11))
        texts[f"note-{number:04d}"] = (
            f"NOTE {number}\n\nThe {one} stands by the {other} number {number % 40}, not far {third}."
        )
    return texts


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Generation, Generation]]:
    """The approximate and the exact generation of 600 notes."""
    folder = tmp_path_factory.mktemp("both")
    model = write_model(folder / "model")
    collection = read_notes(folder / "notes", write_notes(600))
    for name, most in (("approximate", 599), ("exact", 600)):
        build(folder / name, collection, model, exact_up_to=most)
    opened = open_small(folder / "approximate", model), open_small(folder / "exact", model)
    yield opened
    for generation in opened:
        generation.close()


def test_the_kind_is_chosen_by_size_and_its_recall_is_in_the_manifest(both: tuple[Generation, Generation]) -> None:
    approximate, exact = (generation.manifest.dense for generation in both)
    assert (exact.lists, exact.probes, exact.recall) == (None, None, None)
    assert approximate.lists == round(4 * 600**0.5)
    assert approximate.probes is not None
    assert approximate.recall is not None
    assert approximate.probes < approximate.lists
    assert approximate.recall >= 0.98


def test_the_recall_in_the_manifest_is_that_of_brute_force(both: tuple[Generation, Generation]) -> None:
    index = open_dense(both[0].folder / DENSE_FILE)
    vectors = read_vectors(index, range(600))
    found = wanted = 0
    for number in spread(600, 200):
        scores = vectors @ vectors[number]
        scores[number] = -2
        tenth = np.sort(scores)[-K]
        own = [row for row in index.search(vectors[number : number + 1], K + 1)[1][0] if row not in (-1, number)][:K]
        found += sum(scores[row] >= tenth - 1e-6 for row in own)
        wanted += K
    recall = both[0].manifest.dense.recall
    assert recall is not None
    assert found / wanted == pytest.approx(recall, abs=0.02)  # Equal scores at the end of a ten count as found here.


@pytest.mark.parametrize("query", QUERIES)
def test_filters_make_the_search_exact(both: tuple[Generation, Generation], query: str) -> None:
    allowed = Filters(document_id=tuple(f"note-{number:04d}" for number in range(3, 600, 5)))
    approximate, exact = (generation.make_searcher("dense", allowed).search(query, K) for generation in both)
    assert len(exact) == K
    assert [hit.id for hit in approximate] == [hit.id for hit in exact]
    assert [hit.score for hit in approximate] == pytest.approx([hit.score for hit in exact], abs=1e-6)


def test_as_many_are_found_as_are_asked_for(both: tuple[Generation, Generation]) -> None:
    for k in (1, K, 599, 600):
        assert len(both[0].make_searcher("dense").search(QUERIES[0], k)) == k
    assert len(both[0].make_searcher("dense").search(QUERIES[0], 700)) == 600
    assert [hit.id for hit in both[0].make_searcher("dense").search(QUERIES[1], 600)] == [
        hit.id for hit in both[1].make_searcher("dense").search(QUERIES[1], 600)
    ]


def test_an_approximate_index_gives_its_vectors_to_the_next_one_whatever_its_kind(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    collection = read_notes(tmp_path / "notes", write_notes(60))
    total = build(tmp_path / "index", collection, model, exact_up_to=0).passages
    for most in (0, total, 0):
        assert build(tmp_path / "index", collection, model, exact_up_to=most).reused == total
    build(tmp_path / "anew", collection, model, exact_up_to=0)
    live = sorted((tmp_path / "index" / "generations").iterdir())[-1]
    assert (live / DENSE_FILE).read_bytes() == (tmp_path / "anew/generations/000001" / DENSE_FILE).read_bytes()


def test_one_vector_more_than_none_is_enough(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    manifest = build(tmp_path / "index", read_notes(tmp_path / "notes", {"ferry": "The ferry."}), model, exact_up_to=0)
    assert (manifest.dense.lists, manifest.dense.probes, manifest.dense.recall) == (1, 1, 1.0)
    generation = open_small(tmp_path / "index", model)
    searcher = generation.make_searcher("dense")
    assert isinstance(searcher, DenseSearcher)
    assert [hit.passage.text for hit in searcher.search("ferry", K)] == ["The ferry."]
    generation.close()


def test_vectors_wait_in_a_file_that_is_gone_afterwards(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    with VectorFile(tmp_path / "vectors", 2) as file:
        file.append(vectors[:1])
        file.append(vectors[1:])
        assert file.size == 3
        np.testing.assert_allclose(file.read(1, 9), vectors[1:], atol=2**-11)
        np.testing.assert_allclose(file.pick([2, 0]), vectors[[2, 0]], atol=2**-11)
    assert not list(tmp_path.iterdir())
