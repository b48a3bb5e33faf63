"""Documents as they are sent to be drawn, with a quotation marked."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.marking import MarkedDocument, mark_document
from corpus.collection import Collection
from corpus.document import Document

TEXT = "🙂 النص\n\nParties: 149 طرفا\nSee https://a.example/x🦊 and 𠮷野家.\n\n- one\n- two"
DOCUMENT = Document(id="a", title="A", text=TEXT, kind="fact sheet", file="a.txt", sha256="0" * 64)


def read_marked(document: MarkedDocument) -> str:
    """Return the words that are marked."""
    return "".join(
        piece.text
        for group in document.groups
        for line in group.lines
        for run in line.runs
        for piece in run.pieces
        if piece.marked
    )


@given(st.data())
def test_what_is_marked_is_the_quotation_in_every_script(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    assert read_marked(mark_document(DOCUMENT, (start, end))) == TEXT[start:end].replace("\n", "")


def test_links_are_http_and_labels_are_told() -> None:
    runs = [run for group in mark_document(DOCUMENT, None).groups for line in group.lines for run in line.runs]
    assert [run.link for run in runs if run.link] == ["https://a.example/x🦊"]
    assert ["".join(piece.text for piece in run.pieces) for run in runs if run.label] == ["Parties:"]


def test_the_service_sends_what_its_page_marks(service: httpx.Client, press_kit: Collection) -> None:
    for document in press_kit.documents:
        told = service.get(f"/v1/documents/{document.id}/marked", params={"start": 3, "end": 90}).json()
        assert read_marked(MarkedDocument.model_validate(told)) == document.text[3:90].replace("\n", "")
        assert told["title"] == document.title


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("nowhere/marked", 404, "unknown_document"),
        ("press-release/marked?start=9&end=5", 422, "invalid_span"),
        ("press-release/marked?start=x&end=5", 422, "invalid_span"),
    ],
)
def test_what_cannot_be_marked_is_refused(service: httpx.Client, address: str, status: int, code: str) -> None:
    response = service.get(f"/v1/documents/{address}")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
