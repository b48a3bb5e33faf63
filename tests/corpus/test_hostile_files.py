"""Files that were made to break whoever reads them: each costs itself a line, and nothing else."""

import io
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pptx
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.collection import read_collection
from corpus.confining import ConfinedReader
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.reading import Entry

LIMITS = Limits(
    unpacked_bytes=20_000_000, members=500, pages=1_000, characters=5_000_000, memory_bytes=450_000_000, seconds=20
)
SENTENCE = "The harbour opened in 1931."
SECRET = "root:x:0:0"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "laugh">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedReader]:
    """One process that reads all of these files, as long as it lives."""
    with ConfinedReader(LIMITS) as confined:
        yield confined


def _pdf(encrypt: str | None = None) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=encrypt, invariant=1)
    canvas.drawString(72, 700, SENTENCE)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _pdf_of(*objects: bytes) -> bytes:
    """Return a PDF file of numbered objects, the first of them the catalogue, without a table of where they are."""
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\n%%EOF"


def _pdf_stream(entries: bytes, data: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


@cache
def _flate_bomb() -> bytes:
    """Return a PDF file of a few kilobytes with a page of 400 MB."""
    packer, piece = zlib.compressobj(1), b" " * 1_000_000
    data = b"".join(packer.compress(piece) for _ in range(400)) + packer.flush()
    content = _pdf_stream(b"/Filter [/FlateDecode /FlateDecode]", zlib.compress(data, 9))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>"
    return _pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content)


def _docx(document_xml: str | None = None, **more: bytes) -> bytes:
    """Return a Word file, its text replaced where there is another."""
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.save(target)
    if document_xml is None and not more:
        return target.getvalue()
    changed = io.BytesIO()
    with ZipFile(target) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            replaced = document_xml is not None and name == "word/document.xml"
            new.writestr(name, document_xml.encode() if replaced and document_xml is not None else old.read(name))
        for name, data in more.items():
            new.writestr(name, data)
    return changed.getvalue()


def _docx_of(body: str, declared: str = "") -> bytes:
    return _docx(f"<?xml version='1.0'?>{declared}<w:document {WORD}><w:body>{body}</w:body></w:document>")


def _pptx() -> bytes:
    target = io.BytesIO()
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = SENTENCE
    presentation.save(target)
    return target.getvalue()


def _lie_about_sizes(package: bytes) -> bytes:
    """Return a zip file whose directory says that every member unpacks to ten bytes."""
    changed = bytearray(package)
    for match in re.finditer(re.escape(b"PK\x01\x02"), package):
        struct.pack_into("<I", changed, match.start() + 24, 10)
    return bytes(changed)


def _lock(package: bytes) -> bytes:
    changed = bytearray(package)
    for match in re.finditer(re.escape(b"PK\x01\x02"), package):
        changed[match.start() + 8] |= 1
    return bytes(changed)


def _many_members() -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as package:
        for number in range(600):
            package.writestr(f"{number}", b"")
    return target.getvalue()


def _epub(opf: str) -> bytes:
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    target = io.BytesIO()
    with ZipFile(target, "w") as package:
        package.writestr("META-INF/container.xml", container)
        package.writestr("book.opf", opf)
        package.writestr("one.xhtml", f"<html><body><p>{SENTENCE}</p></body></html>")
    return target.getvalue()


def _epub_of(href: str, declared: str = "", title: str = "") -> bytes:
    item = f'<item id="a" href="{href}" media-type="application/xhtml+xml"/>'
    told = f'<t:title xmlns:t="http://purl.org/dc/elements/1.1/">{title}</t:title>'
    return _epub(f'{declared}<package>{told}{item}<itemref idref="a"/></package>')


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
# Name, how it is made, and what is said of it; None where it is read, since what it holds is SENTENCE.
FILES: list[tuple[str, Callable[[], bytes], str | None]] = [
    ("empty.pdf", lambda: b"", "is damaged, or no .pdf file"),
    ("empty.docx", lambda: b"", "is damaged, or no .docx file"),
    ("empty.html", lambda: b"", "there is no page in it"),
    ("header_only.pdf", lambda: b"%PDF-1.7\n", "it is damaged, or no PDF file"),
    ("half.pdf", lambda: _pdf()[: len(_pdf()) // 2], "it is damaged|empty"),
    ("broken_xref.pdf", lambda: re.sub(rb"startxref\n\d+", b"startxref\n999999999", _pdf()), None),
    ("locked.pdf", lambda: _pdf(encrypt="secret"), "it is locked with a password"),
    ("loop.pdf", lambda: _pdf_of(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"), "damaged|empty"),
    (
        "pages.pdf",
        lambda: _pdf_of(CATALOGUE, b"<< /Type /Pages /Kids [] /Count 99999999 >>"),
        "pages; the most that is read is 1,000|damaged|empty",
    ),
    (
        "form_loop.pdf",
        lambda: _pdf_of(
            CATALOGUE,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
            _pdf_stream(b"", b"/F Do"),
            _pdf_stream(b"/Type /XObject /Subtype /Form /Resources << /XObject << /F 5 0 R >> >>", b"/F Do /F Do"),
        ),
        "empty|crashed|longer",
    ),
    ("nested.pdf", lambda: _pdf_of(CATALOGUE, b"[" * 100_000 + b"]" * 100_000), "damaged|empty"),
    ("flate_bomb.pdf", _flate_bomb, "crashed|memory|longer"),
    ("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "is a PNG picture"),
    ("page.pdf", lambda: f"<!doctype html><p>{SENTENCE}</p>".encode(), None),
    ("word.pdf", _docx, None),
    ("pdf.docx", _pdf, None),
    ("pdf.txt", _pdf, None),
    ("slides.docx", _pptx, None),
    ("archive.docx", _many_members, "600 files packed in it; the most that is read is 500"),
    ("zip.epub", lambda: _epub("").replace(b"META-INF", b"META-OUT"), "no Word file, presentation or book"),
    ("half.docx", lambda: _docx()[:-2000], "it is damaged"),
    ("zip_bomb.docx", lambda: _docx(**{"bomb.bin": b"\0" * 30_000_000}), "bytes unpacked; the most that is read is"),
    ("lying_bomb.docx", lambda: _lie_about_sizes(_docx(b=b"\0" * 30_000_000)), "it is damaged"),
    ("locked.docx", lambda: _lock(_docx()), "it is locked with a password"),
    ("old.docx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is an old Office file, or one with a password"),
    ("laughs.docx", lambda: _docx_of(f"<w:p><w:r><w:t>{SENTENCE}&l9;</w:t></w:r></w:p>", BOMB), "damaged|"),
    ("outside.docx", lambda: _docx_of(f"<w:p><w:r><w:t>{SENTENCE}&out;</w:t></w:r></w:p>", OUTSIDE), None),
    ("deep.docx", lambda: _docx_of("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000), "it is damaged"),
    ("no_xml.docx", lambda: _docx("<w:document"), "it is damaged"),
    ("no_xml.pptx", lambda: _pptx().replace(b"ppt/slides/slide1.xml", b"ppt/slides/slide2.xml"), "it is damaged"),
    ("outside.epub", lambda: _epub_of("../../../etc/passwd"), "a file of the book is not in it"),
    ("laughs.epub", lambda: _epub_of("one.xhtml", BOMB, "&l9;"), "damaged|"),
    ("no_chapters.epub", lambda: _epub("<package/>"), "there is no text in it"),
    ("laughs.html", lambda: f"{BOMB}<html><body><p>{SENTENCE}</p>&l9;</body></html>".encode(), None),
    ("deep.html", lambda: b"<div>" * 200_000 + SENTENCE.encode(), "there is no|damaged"),
    ("lists.html", lambda: f"<p>{SENTENCE}</p>".encode() + b"<ul><li>" * 100_000, None),
    ("spans.html", lambda: b"<table><tr><td colspan=999999999>" + SENTENCE.encode() + b"<td>x</table>", None),
    ("line.html", lambda: f"<p>{SENTENCE} ".encode() + b"a b " * 250_000 + b"</p>", None),
    ("surrogates.html", lambda: f"<p>{SENTENCE} &#xD800; &#0; &#xFFFFFFFF;</p>".encode(), None),
    ("zeros.html", lambda: f"<p>{SENTENCE}\0</p>".encode(), "holds NUL characters"),
    ("line.txt", lambda: f"{SENTENCE} ".encode() + b"word " * 200_000, None),
    ("gzip.txt", lambda: b"\x1f\x8b\x08" + b"\0" * 50, "is a gzip file: unpack it"),
    ("rich.txt", lambda: b"{\\rtf1\\ansi text}", "is a rich text file: save it as .docx"),
    ("quotes.md", lambda: b">" * 60_000 + SENTENCE.encode(), "there is no text in it"),
    ("brackets.md", lambda: SENTENCE.encode() + b"\n\n" + b"[" * 20_000, None),
]


@pytest.mark.parametrize(("name", "make", "reason"), FILES, ids=[name for name, _, _ in FILES])
def test_a_hostile_file_costs_itself_a_line(
    name: str, make: Callable[[], bytes], reason: str | None, reader: ConfinedReader, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    text, fault = _attempt(reader, path)
    if fault is not None:
        assert fault.startswith(f"{name}: ")
        assert reason is not None, fault
        assert re.search(reason, fault), fault
        assert "\n" not in fault
        assert len(fault) < 400
    else:
        assert SENTENCE in text
        assert reason is None or reason.endswith("|"), "read, and should have been refused"
        assert SECRET not in text
        assert text.count("laugh") < 100


def _attempt(reader: ConfinedReader, path: Path) -> tuple[str, str | None]:
    """Return the text of a file, or why it was refused."""
    try:
        return reader.read(path, Entry(file=path.name), "en").document.text, None
    except UnreadableFileError as error:
        return "", str(error)


def test_after_a_crash_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(_flate_bomb())
    (tmp_path / "good.pdf").write_bytes(_pdf())
    (tmp_path / "last.html").write_text(f"<p>{SENTENCE} Again.</p>")
    collection = read_collection([tmp_path], limits=LIMITS)
    assert [document.file for document in collection.documents] == ["good.pdf", "last.html"]
    assert [skipped.file for skipped in collection.skipped] == ["bomb.pdf"]


def test_a_file_that_takes_too_long_is_given_up_and_named(tmp_path: Path) -> None:
    (tmp_path / "long.html").write_text("<p>word</p>" * 1_000_000)
    with (
        ConfinedReader(Limits(seconds=1)) as confined,
        pytest.raises(UnreadableFileError, match=r"^long\.html: took longer than 1 s to be read$"),
    ):
        confined.read(tmp_path / "long.html", Entry(file="long.html"), "en")


def test_a_file_that_needs_more_memory_than_the_limit_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("word " * 4_000_000)
    with (
        ConfinedReader(Limits(memory_bytes=60_000_000)) as confined,
        pytest.raises(UnreadableFileError, match=r"^long\.txt: .*memory"),
    ):
        confined.read(tmp_path / "long.txt", Entry(file="long.txt"), "en")


def test_a_text_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>word</p>" * 100)
    with (
        ConfinedReader(Limits(characters=300)) as confined,
        pytest.raises(UnreadableFileError, match=r"^page\.html: 400 characters of text; the most that is read is 300"),
    ):
        confined.read(tmp_path / "page.html", Entry(file="page.html"), "en")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"bill\xe2\x80\xaefdp.txt", "bill\\u202efdp.txt"),
        (b"two\nlines.txt", "two\\nlines.txt"),
        (b"bell\x07\x1b[31m.txt", "bell\\x07\\x1b[31m.txt"),
        (b"latin\xe9.txt", "latin\\udce9.txt"),
        (b"zero\xe2\x80\x8bwidth.html", "zero\\u200bwidth.html"),
    ],
)
def test_a_deceptive_name_is_shown_as_what_it_is(tmp_path: Path, raw: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    path.write_text(SENTENCE)
    (document,) = read_collection([tmp_path]).documents
    assert document.file == shown
    assert document.text == SENTENCE
    path.write_bytes(b"\0")
    (skipped,) = read_collection([tmp_path]).skipped
    assert skipped.reason == f"{shown}: holds NUL characters, so it is no text file"


def test_links_that_go_round_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "good.txt").write_text(SENTENCE)
    assert [document.file for document in read_collection([tmp_path]).documents] == ["good.txt"]
