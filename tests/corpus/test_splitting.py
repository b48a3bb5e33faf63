"""Passages and sentences: exact slices, in order, of all that a document says."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import compose
from corpus.collection import Collection
from corpus.document import BlockKind, Document
from corpus.sentences import split_sentences
from corpus.splitting import Passage, Splitting, split

LABELS = ("Signatories: 147", "Parties: 190", "Place: Port Salvane")
LINKS = ("https://example.org/a", "press@example.org")

words = st.sampled_from(
    [
        "tram",
        "harbour",
        "bridge",
        "river",
        "the",
        "of",
        "museum",
        "1931",
        "Dr.",
        "e.g.",
        "Ada",
        "U.N.",
        "“night”",
        "3.5",
        "(late)",
    ]
)
sentences = st.tuples(st.lists(words, min_size=1, max_size=25), st.sampled_from(".?!")).map(
    lambda pair: f"The {' '.join(pair[0])}{pair[1]}"
)
lines = st.one_of(
    st.lists(sentences, min_size=1, max_size=6).map(" ".join),
    st.sampled_from(LABELS),
    st.sampled_from(LINKS),
    st.sampled_from(
        ["HARBOUR MUSEUM", "Opening hours", "Ada Brown", "Dear visitors,", "- trams", "1. The bridge. Closed."]
    ),
    st.text(max_size=60),
)
texts = st.lists(st.tuples(lines, st.sampled_from(["\n", "\n\n"])), max_size=14).map(
    lambda pairs: "".join(line + gap for line, gap in pairs)
)
limits = st.integers(1, 40).map(lambda longest: Splitting(longest_words=longest))


def make_document(text: str) -> Document:
    composed, blocks = compose([(text, None, 0)], "en")
    return Document(id="note", title="Note", text=composed, kind="note", file="note.txt", sha256="", blocks=blocks)


def _check(document: Document, passages: list[Passage], splitting: Splitting) -> None:
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.document_id == document.id
        assert passage.title == document.title
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        for start, end in passage.sentences:
            sentence = document.text[start:end]
            assert sentence
            assert sentence == sentence.strip()
        assert all(first[1] <= second[0] for first, second in pairwise(passage.sentences))
        assert len(passage.text.split()) <= splitting.longest_words or len(passage.sentences) == 1
    assert all(first.end <= second.start for first, second in pairwise(passages))


def _find_uncovered(document: Document, passages: list[Passage]) -> str:
    """Return what of a document neither a sentence nor a heading of a passage holds."""
    covered = [span for passage in passages for span in passage.sentences]
    headings = {heading.casefold() for passage in passages for heading in (*passage.headings, passage.title)}
    covered += [
        (block.start, block.end)
        for block in document.blocks
        if document.text[block.start : block.end].casefold() in headings
    ]
    left = list(document.text)
    for start, end in covered:
        left[start:end] = " " * (end - start)
    return "".join(left)


@given(text=texts, splitting=limits)
def test_passages_are_exact_slices_in_order_and_lose_nothing(text: str, splitting: Splitting) -> None:
    document = make_document(text)
    passages = split(document, splitting)
    _check(document, passages, splitting)
    assert not re.search(r"\S", _find_uncovered(document, passages))


@given(text=texts, splitting=limits)
def test_labels_and_links_stand_apart_from_prose(text: str, splitting: Splitting) -> None:
    document = make_document(text)
    prose = [block for block in document.blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
    prose = [block for block in prose if not document.text[block.start : block.end].endswith(":")]
    for passage in split(document, splitting):
        inside = set(passage.text.split("\n"))
        assert inside <= set(LINKS) or not inside & set(LINKS)
        if inside & set(LABELS):
            assert not any(block.start < passage.end and passage.start < block.end for block in prose)


def test_the_lines_of_an_address_are_quoted_together_with_what_leads_up_to_them() -> None:
    document = make_document("It was a long day.\n\nPlease contact:\n\nAda Brown\nHead of Trams\n\nPhone: 123\n")
    passages = split(document, Splitting())
    assert [passage.text for passage in passages] == [
        "It was a long day.",
        "Please contact:\n\nAda Brown\nHead of Trams\n\nPhone: 123",
    ]
    lines = [document.text[start:end] for start, end in passages[1].sentences]
    assert lines == ["Please contact:\n\nAda Brown\nHead of Trams", "Phone: 123"]


@pytest.mark.parametrize("longest", [1, 15, 90, 10_000])
def test_passages_of_the_press_kit_are_exact_slices_and_lose_nothing(press_kit: Collection, longest: int) -> None:
    splitting = Splitting(longest_words=longest)
    for document in press_kit.documents:
        passages = split(document, splitting)
        _check(document, passages, splitting)
        assert not re.search(r"\S", _find_uncovered(document, passages))


def test_headings_go_with_what_is_under_them_from_the_outermost_in() -> None:
    document = make_document(
        "HARBOUR MUSEUM\n\nOpening hours\n\nIt opens at ten.\n\nFares\n\nIt is free.\n\nNIGHT TRAINS\n\nThey run late."
    )
    assert [(passage.headings, passage.text) for passage in split(document, Splitting())] == [
        (("HARBOUR MUSEUM", "Opening hours"), "It opens at ten."),
        (("HARBOUR MUSEUM", "Fares"), "It is free."),
        (("NIGHT TRAINS",), "They run late."),
    ]


def test_a_heading_over_nothing_is_a_passage() -> None:
    document = make_document("HARBOUR MUSEUM\n\nNIGHT TRAINS\n\nThey run late.")
    assert [(passage.headings, passage.text) for passage in split(document, Splitting())] == [
        ((), "HARBOUR MUSEUM"),
        (("NIGHT TRAINS",), "They run late."),
    ]


def test_a_heading_at_the_end_is_a_passage() -> None:
    composed, blocks = compose([("They run late.", None, 0), ("Sources", BlockKind.HEADING, 2)], "en")
    document = make_document("").model_copy(update={"text": composed, "blocks": blocks})
    assert [passage.text for passage in split(document, Splitting())] == ["They run late.", "Sources"]


def test_a_heading_that_is_the_title_is_not_said_twice() -> None:
    document = make_document("NOTE\n\nThey run late.")
    assert [passage.heading_text for passage in split(document, Splitting())] == ["Note"]


def test_who_speaks_goes_with_every_passage_where_the_title_does_not_say_it() -> None:
    document = make_document("We ask for help.").model_copy(
        update={"title": "Opening statement", "speaker": "Irena Vaz", "role": "Commissioner"}
    )
    [passage] = split(document, Splitting())
    assert passage.heading_text == f"{document.title}\nIrena Vaz, Commissioner"
    [passage] = split(document.model_copy(update={"title": "Statement by Irena Vaz"}), Splitting())
    assert passage.heading_text == "Statement by Irena Vaz"


def test_paragraphs_that_fit_go_together_and_long_ones_are_cut_between_sentences() -> None:
    document = make_document("One two three.\n\nFour five.\n\nSix seven eight nine. Ten eleven twelve. Thirteen.")
    assert [passage.text for passage in split(document, Splitting(longest_words=5))] == [
        "One two three.\n\nFour five.",
        "Six seven eight nine.",
        "Ten eleven twelve. Thirteen.",
    ]


def test_a_sentence_is_never_cut() -> None:
    document = make_document("One two three four five six seven. Eight.")
    assert [passage.text for passage in split(document, Splitting(longest_words=3))] == [
        "One two three four five six seven.",
        "Eight.",
    ]


@given(text=st.text(alphabet=st.characters(exclude_characters="\n")) | sentences)
def test_sentences_are_trimmed_in_order_and_leave_only_white_space(text: str) -> None:
    spans = split_sentences(text, "en")
    left = list(text)
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        left[start:end] = " " * (end - start)
    assert "".join(left).strip() == ""
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize(
    "sentence",
    [
        "The speakers were H.E. Mr. Alessandro Cortese and Dr. Ada Brown.",
        "It was accessed almost 11.000 times.",
        "It grew by 3.5 percent, e.g. in Asia.",
        "The law (UNTOC art. 31) is old.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    text = f"{sentence} The museum opened."
    assert [text[start:end] for start, end in split_sentences(text, "en")] == [sentence, "The museum opened."]


def test_a_quotation_of_two_sentences_is_two_sentences() -> None:
    text = "He said, “We came late. We left early.” She agreed."
    found = [text[start:end] for start, end in split_sentences(text, "en")]
    assert found[-1] == "She agreed."
    assert " ".join(found) == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1. Open every door. Then wait.", ["1. Open every door.", "Then wait."]),
        ("Two rules follow. 2. Tell the neighbours.", ["Two rules follow.", "2. Tell the neighbours."]),
        ("There were 12. Nobody left.", ["There were 12.", "Nobody left."]),
    ],
)
def test_the_number_of_an_item_belongs_to_it(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text, "en")] == sentences
