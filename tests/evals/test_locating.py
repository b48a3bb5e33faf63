"""Evidence is found where it stands, and nowhere else."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.collection import Collection
from corpus.document import Document
from evals.locating import Span, find_missing_evidence, fold, locate
from evals.suite import read_suite

WORDS = st.lists(
    st.text(string.ascii_letters + string.digits + "éßﬁ½", min_size=1, max_size=8), min_size=1, max_size=12
)
LAYOUT = st.sampled_from([" ", "\n", "\t", "  ", "\n\n", " – ", ", ", " “", "” ", "-\n"])


def make(text: str, name: str = "d") -> Document:
    return Document(id=name, title="", text=text, kind="document", file="d.txt", sha256="0" * 64)


def test_an_exact_text_is_found_at_every_place_in_every_document() -> None:
    documents = [make("one two one", "a"), make("one", "b")]
    assert locate("one", documents) == (Span("a", 0, 3), Span("a", 8, 11), Span("b", 0, 3))


def test_layout_quotes_case_and_hyphenation_do_not_matter() -> None:
    text = "He said: “The an-\nnotated list,  of 190 Parties”, and left."
    (span,) = locate('"the annotated list of 190 PARTIES"', [make(text)])
    assert text[span.start : span.end] == "The an-\nnotated list,  of 190 Parties"


def test_an_exact_place_comes_before_a_loose_one() -> None:
    assert locate("Parties: 190", [make("parties 190. Parties: 190")]) == (Span("d", 13, 25),)


def test_a_loose_place_does_not_begin_or_end_inside_a_word() -> None:
    assert locate("article, 5", [make("particle 5 and article 55")]) == ()


def test_a_row_of_a_table_is_found_by_its_cells() -> None:
    text = "Summit: First; Year: 2029\nSummit: Third; Place: Port Salvane; Year: 2033\nThird. 2034"
    (span,) = locate("| Third | 2033 |", [make(text)])
    assert text[span.start : span.end] == "Third; Place: Port Salvane; Year: 2033"


def test_evidence_without_letters_or_digits_stands_nowhere() -> None:
    assert locate("", [make("one")]) == ()
    assert locate("…", [make("one. two")]) == ()


@given(WORDS, WORDS, WORDS, st.data())
def test_evidence_set_otherwise_is_found_where_it_stands(
    before: list[str], words: list[str], after: list[str], data: st.DataObject
) -> None:
    text = "".join(f"{word} " for word in before)
    start = len(text)
    for place, word in enumerate(words):
        text += (data.draw(LAYOUT) if place else "") + word
    end = len(text)
    text += "".join(f" {word}" for word in after)
    spans = locate(" ".join(words).upper(), [make(text)])
    assert Span("d", start, end) in spans or any(
        text[span.start : span.end] == " ".join(words).upper() for span in spans
    )


@given(st.text(), st.text())
def test_what_is_found_has_the_letters_and_digits_of_the_evidence(evidence: str, text: str) -> None:
    assume("|" not in evidence)
    for span in locate(evidence, [make(text), make(f"{text} {evidence} {text}", "e")]):
        found = {"d": text, "e": f"{text} {evidence} {text}"}[span.document_id][span.start : span.end]
        assert found == evidence or fold(found).letters == fold(evidence).letters


@given(st.text())
def test_folding_twice_changes_nothing_and_places_ascend(text: str) -> None:
    folded = fold(text)
    assert fold(folded.letters).letters == folded.letters
    assert list(folded.places) == sorted(folded.places)
    assert len(folded.places) == len(folded.letters)


@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9))
def test_spans_overlap_if_and_only_if_they_share_a_character(a: int, length: int, b: int, other: int) -> None:
    one, two = Span("d", a, a + length), Span("d", b, b + other)
    shared = set(range(one.start, one.end)) & set(range(two.start, two.end))
    assert one.overlaps(two) == two.overlaps(one) == bool(shared)
    assert not one.overlaps(Span("e", b, b + other))


def test_all_evidence_of_the_press_kit_suite_stands_in_the_press_kit(press_kit: Collection) -> None:
    evidence = [piece for sample in read_suite("press_kit").samples for piece in sample.evidence]
    assert find_missing_evidence(evidence, press_kit.documents) == []
    assert find_missing_evidence(["Nothing of the sort."], press_kit.documents) == ["Nothing of the sort."]
