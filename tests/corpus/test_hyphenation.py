"""Is the hyphen at the end of a line the word's own?"""

import pytest

from corpus.hyphenation import count_words, load_lexicon, rejoin

NOTHING: dict[str, int] = {}


def test_the_way_the_text_itself_writes_a_word_outweighs_the_dictionary() -> None:
    lexicon = {"seaport", "sea", "port"}
    assert rejoin("sea", "port", {"sea-port": 2, "seaport": 1}, lexicon) == "sea-port"
    assert rejoin("sea", "port", {"sea-port": 1, "seaport": 2}, lexicon) == "seaport"
    assert rejoin("Sea", "port", {"sea-port": 1}, lexicon) == "Sea-port"


@pytest.mark.parametrize(
    ("left", "right"), [("anti", "Semitic"), ("COVID", "19"), ("UN", "led"), ("2018", "2020"), ("20", "year")]
)
def test_capitals_numbers_and_abbreviations_keep_the_hyphen(left: str, right: str) -> None:
    assert rejoin(left, right, NOTHING, {(left + right).lower()}) == f"{left}-{right}"


def test_a_word_of_the_dictionary_is_whole() -> None:
    assert rejoin("an", "notated", NOTHING, {"annotated", "an", "notated"}) == "annotated"


def test_two_words_of_the_dictionary_are_a_compound() -> None:
    assert rejoin("three", "quarters", NOTHING, {"three", "quarters"}) == "three-quarters"
    assert rejoin("long-and-short", "term", NOTHING, {"short", "term"}) == "long-and-short-term"


def test_an_unknown_word_is_whole() -> None:
    assert rejoin("Sher", "locbase", NOTHING, set()) == "Sherlocbase"


def test_words_are_counted_as_they_stand_compounds_as_one() -> None:
    assert count_words("Cross-border crime; crime’s cross-border") == {"cross-border": 2, "crime": 1, "crime’s": 1}


def test_a_language_without_a_packaged_dictionary_has_no_words() -> None:
    assert "convention" in load_lexicon("en")
    assert "convention" not in load_lexicon("xx")
