"""A PDF file from the index to the page of a citation, and the way back to the file."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from assistant.answering import open_assistant
from assistant.indexing import index_collection
from assistant.originals import find_original, keep_originals
from assistant.placing import find_section
from assistant.printing import describe
from assistant.question import Question
from assistant.settings import Settings
from assistant.typesetting import typeset
from corpus.blocks import compose
from corpus.collection import Collection, read_collection
from corpus.document import BlockKind, Document, Page

STYLES = getSampleStyleSheet()
PAGES = (
    ("The ferry", "The ferry crosses the river every hour. It carries forty people."),
    ("The bridge", "The old bridge over the river carries trams. The bridge opened in 1931."),
)


def _make_pdf() -> bytes:
    story = []
    for title, text in PAGES:
        story += [Paragraph(title, STYLES["Heading1"]), Paragraph(text, STYLES["BodyText"]), PageBreak()]
    target = BytesIO()
    SimpleDocTemplate(target, title="Crossing the river", invariant=1).build(story)
    return target.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a PDF file and a text."""
    folder = tmp_path_factory.mktemp("river") / "texts"
    folder.mkdir()
    (folder / "crossing.pdf").write_bytes(_make_pdf())
    (folder / "note.txt").write_text("The museum opened in 1987.")
    return folder


@pytest.fixture(scope="module")
def collection(folder: Path) -> Collection:
    return read_collection([folder])


def test_a_citation_names_its_page_and_opens_the_original_there(
    collection: Collection, folder: Path, tmp_path: Path, serve_with: Callable[..., httpx.Client]
) -> None:
    settings = Settings(index=tmp_path / "index")
    index_collection(settings, collection)
    assistant = open_assistant(settings)
    citation = assistant.answer(Question(question="When did the old bridge open?")).citations[0]
    assert (citation.document_id, citation.page, citation.section) == ("crossing", 2, "The bridge")
    assert citation.original_url == "/documents/crossing/original#page=2"
    assert " · page 2 · " in describe(citation)

    client = serve_with(assistant, warm=False)
    page = client.get(citation.url).text
    assert 'id="page-1"' in page
    assert 'id="page-2"' in page
    assert '<a href="/documents/crossing/original#page=2">Page 2 of the original</a>' in page
    sent = client.get(citation.original_url)
    assert (sent.status_code, sent.headers["content-type"]) == (200, "application/pdf")
    assert sent.content == (folder / "crossing.pdf").read_bytes()
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in sent.headers["content-security-policy"]
    pages = client.get("/v1/documents/crossing").json()["pages"]
    assert [entry["number"] for entry in pages] == [1, 2]
    assert pages[0]["start"] == 0

    refused = client.get("/documents/note/original")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "unknown_document")
    assert client.get("/documents/..%2f..%2fmanifest.json/original").status_code == 404
    assert "Page" not in client.get("/documents/note").text.partition("<article")[2]


def test_the_original_is_kept_as_it_was_read_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "crossing.pdf"
    path.write_bytes(_make_pdf())
    collection = read_collection([path])
    (companion,) = keep_originals(collection)
    kept, changed, gone = tmp_path / "kept", tmp_path / "changed", tmp_path / "gone"
    for generation in (kept, changed, gone):
        generation.mkdir()
    companion.write(kept)
    path.write_bytes(_make_pdf() + b"\n% changed")
    companion.write(changed)
    path.unlink()
    companion.write(gone)
    found = find_original(kept, collection.documents[0])
    assert found is not None
    assert found.read_bytes() == _make_pdf()
    assert find_original(changed, collection.documents[0]) is None
    assert find_original(gone, collection.documents[0]) is None


def test_a_collection_without_pdf_files_keeps_no_originals(press_kit: Collection) -> None:
    assert keep_originals(press_kit) == []


def test_a_section_is_the_headings_over_a_place_without_the_title() -> None:
    parts = [
        ("Crossing", BlockKind.HEADING, 1),
        ("By bridge", BlockKind.HEADING, 2),
        ("Trams run.", None, 0),
        ("By ferry", BlockKind.HEADING, 2),
        ("It floats.", None, 0),
    ]
    text, blocks = compose(parts, "en")
    document = Document(id="d", title="Crossing", text=text, kind="text", file="d.txt", sha256="", blocks=blocks)
    assert find_section(document, text.index("Trams")) == "By bridge"
    assert find_section(document, text.index("floats")) == "By ferry"
    assert find_section(document, text.index("By bridge")) is None
    renamed = document.model_copy(update={"title": "Another"})
    assert find_section(renamed, text.index("floats")) == "Crossing › By ferry"


def test_pages_are_marked_where_they_start_also_inside_a_quotation() -> None:
    text, blocks = compose([("One two three four.\n\nFive six.", None, 0)], "en")
    pages = (Page(1, 0), Page(2, text.index("three")), Page(3, text.index("Five")))
    document = Document(id="d", title="", text=text, kind="text", file="d.pdf", sha256="", blocks=blocks, pages=pages)
    assert [document.find_page(text.index(word)) for word in ("One", "two", "three", "four", "Five")] == [1, 1, 2, 2, 3]
    pieces = [
        (piece.text, piece.marked, piece.opens, piece.page)
        for group in typeset(document, (text.index("two"), text.index("four")))
        for line in group.lines
        for run in line.runs
        for piece in run.pieces
    ]
    assert pieces == [
        ("One ", False, False, 1),
        ("two ", True, True, None),
        ("three ", True, False, 2),
        ("four.", False, False, None),
        ("Five six.", False, False, 3),
    ]
