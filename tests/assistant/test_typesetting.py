"""Pages: what is marked is the quotation, whatever the text."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rendering import render_document
from assistant.typesetting import SpanError, read_span, typeset
from corpus.blocks import compose
from corpus.document import Document

LINES = st.one_of(
    st.text(st.sampled_from("aé中文字🙂👩‍👩‍👧مرحبا<>&\"' .,:-\u2028\u00a0𝔘"), max_size=40),
    st.sampled_from(
        [
            "Parties: 149 (as of 9 October 2020)",
            "ANNEX 🙂",
            "• الطرف الأول",
            "- 缔约方 190 个",
            "More information: https://example.org/a?b=<c>&d=é.",
            "See https://example.org/🙂 and (http://example.org/x_(y)).",
            "<script>alert(1)</script>",
            "javascript:alert(1) is no link. Nor is https://",
            "</mark><b>bold</b> “quoted”",
        ]
    ),
    st.just(""),
)


class Reader(HTMLParser):
    """What a browser would show of a document's text: all of it, and what is marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = ""
        self.marked = ""
        self.anchors = 0
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self._open.append("article" if values.get("id") == "text" else tag)
        self.anchors += values.get("id") == "quote"
        if tag == "a" and "article" in self._open and values.get("class") != "anchor":
            self.links.append(values)
        if tag in ("meta", "link"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "article" in self._open:
            self.shown += data
        if "mark" in self._open:
            self.marked += data


def make_document(lines: list[str]) -> Document:
    text, blocks = compose([("\n".join(lines), None, 0)], "en")
    return Document(id="odd", title="Odd <b>& ends", text=text, kind="text", file="odd.txt", sha256="", blocks=blocks)


def read_page(document: Document, span: tuple[int, int] | None) -> Reader:
    reader = Reader()
    reader.feed(render_document("Collection", [document], document, span))
    return reader


@given(st.lists(LINES, min_size=1, max_size=8), st.data())
def test_what_is_marked_is_the_quotation_up_to_line_breaks(lines: list[str], data: st.DataObject) -> None:
    document = make_document(lines)
    if not document.text:
        return
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    page = read_page(document, (start, end))
    quote = document.text[start:end].replace("\n", "")
    assert page.marked == quote
    assert page.anchors == bool(quote)


@given(st.lists(LINES, min_size=1, max_size=8))
def test_a_page_holds_all_of_the_text_and_no_markup_of_it(lines: list[str]) -> None:
    document = make_document(lines)
    pieces = "".join(
        piece.text for group in typeset(document) for line in group.lines for run in line.runs for piece in run.pieces
    )
    assert pieces == document.text.replace("\n", "")
    page = read_page(document, None)
    assert "".join(page.shown.split()) == "".join(document.text.split())
    assert page.tags.count("script") == 1


def test_links_are_of_the_web_and_tell_nobody_where_the_reader_comes_from() -> None:
    document = make_document(["See https://example.org/a?b=1&c=2, javascript:alert(1) and data:text/html,x for more."])
    page = read_page(document, None)
    assert [link["href"] for link in page.links] == ["https://example.org/a?b=1&c=2"]
    assert page.links[0]["rel"] == "noopener noreferrer nofollow"


def test_a_quotation_over_several_blocks_is_marked_in_each_of_them() -> None:
    document = make_document(["Signatories: 147", "Parties: 190", "", "The Convention entered into force in 2003."])
    start, end = document.text.index("147"), document.text.index("entered")
    page = read_page(document, (start, end))
    assert page.marked == "147Parties: 190The Convention "
    assert page.anchors == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("-1", "5"),
        ("5", "2"),
        ("5", "5"),
        ("0", "11"),
        ("0", "999999999999999999999999"),
        ("zero", "5"),
        ("1.0", "5"),
        ("", ""),
        ("٣", "5"),
        (" 1", "5"),
        ("1", None),
        (None, "5"),
    ],
)
def test_offsets_that_name_no_part_of_the_text_are_refused(start: str | None, end: str | None) -> None:
    with pytest.raises(SpanError):
        read_span(make_document(["Ten points"]), start, end)


def test_offsets_may_be_left_out_and_may_name_the_whole_text() -> None:
    document = make_document(["Ten points"])
    assert read_span(document, None, None) is None
    assert read_span(document, "0", "10") == (0, 10)
