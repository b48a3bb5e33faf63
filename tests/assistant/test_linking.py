"""Permanent links: the quote where it stands now, or plainly that it is gone."""

import random
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.linking import Link, hash_quote, locate, read_link, write_link
from assistant.typesetting import SpanError

TEXT = "The ferry crosses the river every hour. It carries forty people. The bridge opened in 1931."


def link_to(text: str, quote: str, start: int | None = None) -> Link:
    place = text.index(quote) if start is None else start
    parts = parse_qs(urlsplit(write_link("x", place, place + len(quote), quote)).query)
    return read_link(parts["start"][0], parts["end"][0], parts["quote"][0])


def test_a_link_to_a_text_that_did_not_change_opens_its_span() -> None:
    located = locate(TEXT, link_to(TEXT, "It carries forty people."), [])
    assert located == ((40, 64), False, None)


def test_a_quote_that_moved_is_found_also_where_nobody_knows_the_old_text() -> None:
    link = link_to(TEXT, "It carries forty people.")
    for earlier in ([], [TEXT]):
        span, moved, former = locate(f"A new first line.\n\n{TEXT}", link, earlier)
        assert (span, moved, former) == ((59, 83), True, None)


def test_a_quote_that_is_gone_is_told_and_shown() -> None:
    link = link_to(TEXT, "It carries forty people.")
    changed = TEXT.replace("forty", "fifty")
    assert locate(changed, link, [TEXT]) == (None, False, "It carries forty people.")
    assert locate(changed, link, ["something older", TEXT]) == (None, False, "It carries forty people.")
    assert locate(changed, link, []) == (None, False, None)


def test_a_text_that_became_shorter_than_the_span_is_no_fault() -> None:
    assert locate("Short.", link_to(TEXT, "The bridge opened in 1931."), []).span is None


def test_of_several_copies_the_one_in_the_old_surroundings_is_taken() -> None:
    old = "Ferry\nParties: 12\nBridge\nParties: 12\nTower\nParties: 12"
    link = link_to(old, "Parties: 12", old.index("Parties", old.index("Bridge")))
    new = "Mill\nParties: 12\nFerry\nParties: 12\nBridge\nParties: 12\nTower\nParties: 12"
    span = locate(new, link, [old]).span
    assert span is not None
    assert new[: span[0]].endswith("Bridge\n")


@pytest.mark.parametrize(
    ("start", "end", "sha256"),
    [
        (None, "3", "0" * 16),
        ("1", None, "0" * 16),
        ("-1", "3", "0" * 16),
        ("3", "3", "0" * 16),
        ("1", "3", "0" * 15),
        ("1", "3", "Z" * 16),
        ("1", "3", ""),
    ],
)
def test_an_address_that_names_no_quotation_is_refused(start: str | None, end: str | None, sha256: str) -> None:
    with pytest.raises(SpanError):
        read_link(start, end, sha256)


@given(old=st.text("ab \n", max_size=60), new=st.text("ab \n", max_size=60), known=st.booleans(), data=st.data())
def test_what_is_opened_is_what_was_quoted(old: str, new: str, known: bool, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(old) - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, len(old))))
    quote = old[start:end]
    link = Link(start, end, hash_quote(quote))
    located = locate(new, link, [old] if known else [])
    if located.span is not None:
        assert new[slice(*located.span)] == quote
    if known and old and located.span is None:
        assert quote not in new
        assert located.former == quote


def test_of_five_hundred_links_into_changed_documents_none_opens_a_wrong_place() -> None:
    chance = random.Random(3)
    words = [f"word{number}" for number in range(40)]

    def write_sentence() -> str:
        return " ".join(chance.choices(words, k=8)).capitalize() + "."

    opened = 0
    for number in range(500):
        old = [write_sentence() for _ in range(30)]
        old[20] = old[5]  # A sentence that stands twice.
        new = list(old)
        if number % 5 == 0:
            del new[chance.randrange(30)]
            new.insert(chance.randrange(30), write_sentence())
            new[chance.randrange(30)] = write_sentence()
        place = chance.randrange(30)
        before, after = " ".join(old), " ".join(new)
        start = len(" ".join(old[:place])) + (place > 0)
        located = locate(after, link_to(before, old[place], start), [before])
        if located.span is None:
            assert old[place] not in new
            assert located.former == old[place]
        else:
            assert after[slice(*located.span)] == old[place]
            opened += 1
    assert opened > 450
