"""Files in the formats that people have, made by the libraries that write them."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from corpus.confining import ConfinedReader

HEAD, FOOT = "Harbour Board Annual Report", "Page {number} of the report"

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>The lighthouse</dc:title><dc:creator>Ada Brown</dc:creator><dc:language>en-GB</dc:language>"
    "<dc:date>1999-05-04</dc:date></metadata><manifest>"
    '<item id="one" href="text/one%20.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="two" href="../two.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
    '<spine><itemref idref="nav"/><itemref idref="two"/><itemref idref="one"/></spine></package>'
)


def _make_pdf(story: Sequence[Flowable], columns: int = 1, furniture: bool = True, title: str = "") -> bytes:
    """Return a PDF file of flowing text, in columns, with a running head and numbered pages."""
    width, height = A4
    target = BytesIO()

    def decorate(canvas: object, document: BaseDocTemplate) -> None:
        if furniture:
            canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
            canvas.drawString(60, height - 40, HEAD)  # type: ignore[attr-defined]
            canvas.drawCentredString(width / 2, 30, FOOT.format(number=document.page))  # type: ignore[attr-defined]

    column = (width - 120 - 30 * (columns - 1)) / columns
    frames = [Frame(60 + place * (column + 30), 60, column, height - 130, id=f"f{place}") for place in range(columns)]
    document = BaseDocTemplate(target, pagesize=A4, title=title, author="Harbour Board", lang="en-GB", invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    document.build(list(story))
    return target.getvalue()


def _make_package(members: dict[str, str | bytes]) -> bytes:
    """Return a zip file."""
    target = BytesIO()
    with ZipFile(target, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return target.getvalue()


def _make_book(chapters: dict[str, str]) -> bytes:
    """Return an EPUB file with two chapters, `OPS/text/one .xhtml` read after `two.xhtml`."""
    return _make_package(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": BOOK, **chapters}
    )


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """Returns a PDF file of a story of flowing text."""
    return _make_pdf


@pytest.fixture(scope="session")
def make_package() -> Callable[[dict[str, str | bytes]], bytes]:
    """Returns a zip file of members."""
    return _make_package


@pytest.fixture(scope="session")
def make_book() -> Callable[[dict[str, str]], bytes]:
    """Returns an EPUB file of chapters by their names."""
    return _make_book


@pytest.fixture(scope="session")
def confined() -> Iterator[ConfinedReader]:
    """A reader in a process of its own."""
    with ConfinedReader() as reader:
        yield reader


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes a file into the test's folder."""

    def write_file(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write_file
