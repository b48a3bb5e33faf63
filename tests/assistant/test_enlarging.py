"""From an item to its list."""

import pytest

from assistant.enlarging import enlarge, find_list
from assistant.reading import Evidence
from corpus.blocks import compose
from corpus.document import Document
from corpus.splitting import Passage
from index.searching import ScoredPassage

TEXT = """The Charter was signed in Port Salvane. Its members promise:

- a seat every 150 metres
- a fountain every 400 metres
- open school yards

The Charter has 22 articles.

- Only one thing follows
"""


@pytest.fixture
def document() -> Document:
    text, blocks = compose([(TEXT, None, 0)], "en")
    return Document(id="d", title="", text=text, kind="document", file="d.txt", sha256="", blocks=blocks)


def find(document: Document, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


def make_evidence(document: Document, words: str, probability: float) -> Evidence:
    start, end = find(document, words)
    passage = Passage(
        document_id=document.id, start=start, end=end, text=words, title="", headings=(), sentences=((start, end),)
    )
    return Evidence(ScoredPassage(0, passage, 1.0), (start, end), probability, None)


@pytest.mark.parametrize("words", ["- a fountain every 400 metres", "- open school yards", "Its members promise:"])
def test_an_item_and_the_line_before_the_list_belong_to_the_whole(document: Document, words: str) -> None:
    whole = find_list(document, find(document, words))
    assert whole is not None
    quoted = document.text[slice(*whole)]
    assert quoted.startswith("Its members promise:")
    assert quoted.endswith("- open school yards")


@pytest.mark.parametrize(
    "words", ["The Charter has 22 articles.", "The Charter was signed in Port Salvane.", "- Only one thing follows"]
)
def test_what_is_in_no_list_stays_a_sentence(document: Document, words: str) -> None:
    assert find_list(document, find(document, words)) is None


def test_a_list_is_quoted_where_it_is_asked_for_or_several_items_are_probable(document: Document) -> None:
    best = make_evidence(document, "- a fountain every 400 metres", 0.8)
    other = make_evidence(document, "- open school yards", 0.5)
    doubtful = make_evidence(document, "- open school yards", 0.1)
    question = "How far apart are the fountains?"
    assert enlarge(document, best, question, [best, doubtful]) == best.span
    assert enlarge(document, best, question, [best, other]) == find_list(document, best.span)
    assert enlarge(document, best, "Which three things do members promise?", [best]) == find_list(document, best.span)
