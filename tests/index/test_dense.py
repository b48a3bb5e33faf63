"""FAISS against NumPy brute force."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.collection import Collection
from corpus.splitting import Splitting
from index.building import build_index
from index.dense import open_dense, write_dense
from index.encoding import Vectors
from index.generation import Generation, open_generation
from index.vectors import VectorFile

# A component of a unit vector is off by 2^-12 of itself at most, and a cosine by about as much.
HALF_PRECISION = 1e-3
QUESTIONS = (
    "Which countries took part in Operation KAFO?",
    "What did the Secretary-General say about vulnerable migrants?",
    "number of parties to the Trafficking in Persons Protocol",
    "money laundering assets frozen",
)


@pytest.fixture(scope="module")
def exact_vectors(press_kit_generation: Generation) -> dict[int, Vectors]:
    """The shortest passages' vectors by id; all of them would take seconds."""
    texts = press_kit_generation.texts
    ids = texts.list_passage_ids(document.id for document in texts.documents)
    passages = dict(zip(ids, texts.read_passages(ids), strict=True))
    chosen = sorted(ids, key=lambda number: len(passages[number].heading_text + passages[number].text))[:24]
    embedded = [f"{passages[number].heading_text}\n{passages[number].text}" for number in chosen]
    return dict(zip(chosen, press_kit_generation.encoder.encode(embedded), strict=True))


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_and_order_are_those_of_brute_force(
    press_kit_generation: Generation, exact_vectors: dict[int, Vectors], question: str
) -> None:
    query = press_kit_generation.encoder.encode([question])[0]
    ranking = press_kit_generation.make_searcher("dense").search(question, 1_000)
    assert len(ranking) == press_kit_generation.manifest.passages
    compared = [hit for hit in ranking if hit.id in exact_vectors]
    exact = [float(exact_vectors[hit.id] @ query) for hit in compared]
    assert [hit.score for hit in compared] == pytest.approx(exact, abs=HALF_PRECISION)
    assert all(first > second - 2 * HALF_PRECISION for first, second in pairwise(exact))


def test_cosines_of_word_counts_are_those_worked_by_hand(
    notes: Collection, word_model: Path, notes_index: Path
) -> None:
    generation = open_generation(notes_index, str(word_model), Splitting())
    ranking = generation.make_searcher("dense").search("bridge", 3)
    # bridge.txt: title and heading are one; "the bridge the old bridge over the river carries trams . the
    # bridge opened in 1931 ." Bridge 3, river, carries, trams, opened 1 each, and unknown words.
    bridge = next(hit for hit in ranking if hit.passage.document_id == "bridge")
    passage = bridge.passage
    unknown = len(f"{passage.heading_text} {passage.text}".lower().replace(".", " . ").split()) - 7
    assert passage.heading_text == "THE BRIDGE"
    assert bridge.score == pytest.approx(3 / np.sqrt(9 + 4 + unknown**2), abs=HALF_PRECISION)
    assert ranking[0] == bridge
    assert [hit.score for hit in ranking[1:]] == [0.0, 0.0]
    generation.close()


def write(path: Path, vectors: Vectors) -> Path:
    with VectorFile(path.with_suffix(".vectors"), vectors.shape[1]) as file:
        file.append(vectors)
        assert write_dense(path, file).recall is None
    return path


def test_a_written_index_gives_back_the_vectors(tmp_path: Path) -> None:
    vectors = np.array([[1, 0, 0], [0, 0.6, 0.8], [-1, 0, 0]], dtype=np.float32)
    index = open_dense(write(tmp_path / "index", vectors))
    assert index.ntotal == 3
    np.testing.assert_allclose(index.reconstruct_n(0, 3), vectors, atol=2**-11)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_the_same_vectors_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    assert write(tmp_path / "one", vectors).read_bytes() == write(tmp_path / "other", vectors.copy()).read_bytes()


def test_a_disk_that_is_full_is_noticed(
    tmp_path: Path, files_up_to: Callable[[int], AbstractContextManager[None]]
) -> None:
    vectors = np.ones((1_000, 4), dtype=np.float32) / 2
    with VectorFile(tmp_path / "vectors", 4) as file:
        file.append(vectors)
        with files_up_to(6_000), pytest.raises(OSError, match="File too large"):
            write_dense(tmp_path / "index", file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "index", np.array([[1, 0], [0, 1]], dtype=np.float32))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(OSError, match=str(path)):
        open_dense(path)


def test_passages_are_found_by_what_stands_above_them(word_model: Path, tmp_path: Path, notes: Collection) -> None:
    # "It opened in 1987." says nothing of a museum; its title does.
    build_index(tmp_path, notes, str(word_model), Splitting(longest_words=8))
    generation = open_generation(tmp_path, str(word_model), Splitting(longest_words=8))
    ranking = generation.make_searcher("dense").search("museum opened", 1)
    assert [hit.passage.text for hit in ranking] == ["It opened in 1987."]
    generation.close()
