"""Misspelt words."""

import pytest

from assistant.spelling import correct
from corpus.splitting import Passage
from index.searching import ScoredPassage

TEXT = "The operations led to 170 arrests of smugglers and the opening of over 100 investigations."
HITS = [
    ScoredPassage(
        0,
        Passage(document_id="a", start=0, end=len(TEXT), text=TEXT, title="Turquesa", headings=(), sentences=()),
        1.0,
    )
]
KNOWN = frozenset("how many arrests were made in turquesa investigations smugglers opened".split())


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("How many arests were made in Turqesa?", "How many arrests were made in Turquesa?"),
        ("how many invesitgations", "how many investigations"),
        ("How many arrests were made?", "How many arrests were made?"),
        ("How many elephants were seen?", "How many elephants were seen?"),
        ("How many smuglgers?", "How many smugglers?"),
    ],
)
def test_a_word_that_no_text_holds_becomes_the_closest_one_that_was_found(question: str, corrected: str) -> None:
    assert correct(question, HITS, lambda word: word.lower() in KNOWN) == corrected
