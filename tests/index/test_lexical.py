"""BM25 by tantivy against an independent implementation, and misspelt words."""

import math
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.collection import Collection
from corpus.splitting import Passage, Splitting
from index.building import build_index
from index.generation import Generation, Mode, open_generation
from index.lexical import LexicalIndex, LexicalSearcher, write_lexical
from index.texts import Texts, write_texts

K1, B = 1.2, 0.75
HEADING_SHARE = 0.5
WORDS = st.sampled_from(["river", "bridge", "tram", "ferry", "museum", "harbour", "tower", "night"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def _score_by_formula(fields: list[list[str]], query: set[str]) -> list[float]:
    """Return the BM25 scores of texts, by Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009.

    Exact for texts of up to 40 words; the index keeps longer lengths in one byte.
    """
    mean = sum(map(len, fields)) / len(fields)
    scores = [0.0] * len(fields)
    for word in query:
        holding = sum(word in words for words in fields)
        weight = math.log(1 + (len(fields) - holding + 0.5) / (holding + 0.5))
        for row, words in enumerate(fields):
            count = words.count(word)
            scores[row] += weight * count * (K1 + 1) / (count + K1 * (1 - B + B * len(words) / mean))
    return scores


def _make_passages(texts: list[str], titles: list[str]) -> list[Passage]:
    return [
        Passage(
            document_id="notes",
            start=0,
            end=len(text),
            text=text,
            title=title,
            headings=(),
            sentences=((0, len(text)),),
        )
        for text, title in zip(texts, titles, strict=True)
    ]


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=8), question=SENTENCES)
def test_scores_are_those_of_the_formula_for_text_plus_half_of_those_for_headings(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], question: str
) -> None:
    folder = tmp_path_factory.mktemp("lexical")
    passages = _make_passages([text for text, _ in rows], [title for _, title in rows])
    (folder / "lexical").mkdir()
    write_lexical(folder / "lexical", passages, "zz")  # No stemmer of that name: words are terms.
    write_texts(folder / "texts", [], passages)
    texts = Texts(folder / "texts")
    ranking = LexicalSearcher(LexicalIndex(folder / "lexical", "zz"), texts).search(question, 20)
    texts.close()

    # A word of the query that no text holds may be taken for a misspelt one; these are all far apart.
    query = set(question.split())
    in_text = _score_by_formula([text.split() for text, _ in rows], query)
    above = _score_by_formula([title.split() for _, title in rows], query)
    expected = [text + HEADING_SHARE * title for text, title in zip(in_text, above, strict=True)]
    found = {hit.id: hit.score for hit in ranking}
    assert set(found) == {row for row, score in enumerate(expected) if score > 0}
    assert [found[row] for row in sorted(found)] == pytest.approx([expected[row] for row in sorted(found)], rel=1e-5)


@pytest.mark.parametrize("mode", ["lexical", "hybrid"])
@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("smugling", "smuggling"),
        ("firarms", "firearms"),
        ("trafficing", "trafficking"),
        ("INTERPLO", "INTERPOL"),
        ("Turqesa", "Turquesa"),
        ("ratifcation", "ratification"),
    ],
)
def test_a_misspelt_word_finds_the_passage_of_the_word_that_was_meant(
    press_kit_generation: Generation, mode: Mode, misspelt: str, meant: str
) -> None:
    ranking = press_kit_generation.make_searcher(mode).search(misspelt, 3)
    assert any(meant.casefold() in f"{hit.passage.heading_text} {hit.passage.text}".casefold() for hit in ranking)


def test_a_known_word_is_never_taken_for_another(press_kit_generation: Generation) -> None:
    # "crime" is one letter from "crimes", and both are in the texts; unstemmed they would be mixed up
    # with "prime". "thanks" stems to "thank", one letter from "than", which other passages hold.
    ranking = press_kit_generation.make_searcher("lexical").search("thanks", 50)
    assert ranking
    assert all("thank" in hit.passage.text.casefold() for hit in ranking)


def test_a_short_word_that_no_text_holds_finds_nothing(press_kit_generation: Generation) -> None:
    assert press_kit_generation.make_searcher("lexical").search("tims", 5) == []


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "…", "*", '"', "AND OR NOT", "text:firearms^9", "(", "a" * 5_000]
)
def test_signs_of_query_languages_are_ordinary_text(press_kit_generation: Generation, question: str) -> None:
    searcher = press_kit_generation.make_searcher("lexical")
    words = " ".join(re.findall(r"[^\W_]+", question))
    assert searcher.search(question, 5) == searcher.search(words, 5)


def test_accents_and_endings_do_not_matter(
    make_collection: Callable[[dict[str, str]], Collection], word_model: Path, tmp_path: Path
) -> None:
    notes = make_collection({"cafe": "The café sells pastries.", "boat": "The boat is painted green."})
    build_index(tmp_path, notes, str(word_model), Splitting())
    generation = open_generation(tmp_path, str(word_model), Splitting())
    for question in ("cafe", "CAFÉS", "pastry", "selling"):
        ranking = generation.make_searcher("lexical").search(question, 2)
        assert [hit.passage.document_id for hit in ranking] == ["cafe"], question
    generation.close()


def test_numbers_are_words(press_kit_generation: Generation) -> None:
    ranking = press_kit_generation.make_searcher("lexical").search("874", 3)
    assert [hit.passage.document_id for hit in ranking] == ["press-release"]
    assert press_kit_generation.lexical.count_passages("874") == 1


def test_the_index_counts_its_passages(press_kit_generation: Generation) -> None:
    assert press_kit_generation.lexical.size == press_kit_generation.manifest.passages


@pytest.mark.parametrize("limit_bytes", [10, 200])
def test_a_full_disk_is_a_fault_of_the_file_system(
    tmp_path: Path, files_up_to: Callable[[int], AbstractContextManager[None]], limit_bytes: int
) -> None:
    passages = _make_passages([f"tram {number} crosses bridge {number * 7}" for number in range(100)], ["Notes"] * 100)
    with files_up_to(limit_bytes), pytest.raises(OSError, match="File too large"):
        write_lexical(tmp_path, passages, "en")


def test_an_index_is_opened_again_and_again(tmp_path: Path) -> None:
    # tantivy watches an open folder in a thread of its own; removing the folder under it went wrong once in a while.
    write_lexical(tmp_path, _make_passages(["tram"], ["Notes"]), "en")
    written = sorted(path.name for path in tmp_path.iterdir())
    opened = [LexicalIndex(tmp_path, "en") for _ in range(200)]
    assert [index.count_passages("tram") for index in opened] == [1] * 200
    assert sorted(path.name for path in tmp_path.iterdir()) == written
