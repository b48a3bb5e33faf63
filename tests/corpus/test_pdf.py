"""PDF files: reading order, running heads, broken lines, tables, pages."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, Table, TableStyle

from corpus.blocks import compose
from corpus.document import BlockKind, Page
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.parsing import Parsed, locate_pages
from corpus.pdf import _read_day, read_pdf
from corpus.reading import Entry, read_document

STYLES = getSampleStyleSheet()
SENTENCE = "The Conference reviews the implementation of the Convention, which entered into force in 2003. "
Make = Callable[..., bytes]


def _read(data: bytes) -> tuple[Parsed, str]:
    parsed = read_pdf(data, "report.pdf", Limits())
    return parsed, compose(parsed.parts, "en")[0]


def _write_story(count: int) -> list[Flowable]:
    story: list[Flowable] = []
    for number in range(count):
        if number % 5 == 0:
            story.append(Paragraph(f"Chapter {'ABCDEFG'[number // 5]} of it", STYLES["Heading2"]))
        text = f"Paragraph number {number} begins. {SENTENCE * (3 + number % 3)}Here ends number {number}."
        story.append(Paragraph(text, STYLES["BodyText"]))
    return story


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other_and_wrapped_lines_are_joined(make_pdf: Make, columns: int) -> None:
    parsed, text = _read(make_pdf(_write_story(24), columns))
    assert [int(number) for number in re.findall(r"Paragraph number (\d+)", text)] == list(range(24))
    paragraphs = [line for line in text.split("\n") if line.startswith("Paragraph")]
    assert len(paragraphs) == 24
    assert all(line.endswith(f"Here ends number {number}.") for number, line in enumerate(paragraphs))
    headings = [text for text, kind, _ in parsed.parts if kind is BlockKind.HEADING]
    assert headings == [f"Chapter {letter} of it" for letter in "ABCDE"]


def test_running_heads_and_page_numbers_are_no_text(make_pdf: Make) -> None:
    _, text = _read(make_pdf(_write_story(24)))
    assert "Harbour Board" not in text
    assert "of the report" not in text


def test_what_stands_on_one_page_only_is_no_running_head(make_pdf: Make) -> None:
    _, text = _read(make_pdf(_write_story(2)))
    assert "Harbour Board Annual Report" in text


def test_a_title_that_later_pages_repeat_in_small_is_kept(make_pdf: Make) -> None:
    title = Paragraph("Harbour Board Annual Report", STYLES["Title"])
    _, text = _read(make_pdf([title, *_write_story(24)]))
    assert text.startswith("Harbour Board Annual Report\n")
    assert text.count("Harbour Board") == 1


def test_every_character_has_the_page_that_it_is_printed_on(make_pdf: Make) -> None:
    data = make_pdf(_write_story(35), 2)
    parsed, text = _read(data)
    pages = locate_pages(text, parsed.marks)
    assert [page.number for page in pages] == [1, 2, 3, 4, 5][: len(pages)]
    assert len(pages) > 2
    with pdfium.PdfDocument(data) as file:
        for page, after in zip(pages, [*pages[1:], Page(0, len(text))], strict=True):
            printed = " ".join(file[page.number - 1].get_textpage().get_text_range().split())
            for match in re.finditer(r"number \d+ begins", text[page.start : after.start]):
                assert match.group() in printed


def test_a_sentence_over_two_pages_is_one_and_a_word_broken_there_is_mended() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    for number, lines in enumerate((["The reports were anno-"], ["tated by the secretariat in March."])):
        for place, line in enumerate(lines):
            canvas.drawString(72, 700 - 14 * place, line)
        canvas.showPage()
        assert number < 2
    canvas.save()
    parsed, text = _read(target.getvalue())
    assert text == "The reports were annotated by the secretariat in March."
    assert locate_pages(text, parsed.marks) == (Page(1, 0), Page(2, text.index("tated")))


def test_rows_of_a_table_say_what_their_columns_are(make_pdf: Make) -> None:
    table = Table([["Country", "Parties", "Since"], ["Italy", "190", "2006"], ["Mali", "147", "2002"]], [150, 90, 90])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    _, text = _read(make_pdf([Paragraph(SENTENCE * 4, STYLES["BodyText"]), table], furniture=False))
    assert text.split("\n")[-2:] == [
        "Country: Italy; Parties: 190; Since: 2006",
        "Country: Mali; Parties: 147; Since: 2002",
    ]


def test_a_bold_first_row_of_two_columns_is_their_head_and_another_is_not(make_pdf: Make) -> None:
    rows = [["Country", "Capital"], ["Italy", "Rome"], ["Mali", "Bamako"]]
    bold = Table(rows, [150, 90], style=TableStyle([("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]))
    body = Paragraph(SENTENCE * 4, STYLES["BodyText"])
    assert "Country: Italy; Capital: Rome" in _read(make_pdf([body, bold], furniture=False))[1]
    assert "Italy: Rome" in _read(make_pdf([body, Table(rows, [150, 90])], furniture=False))[1]


def test_the_file_tells_title_author_and_language(make_pdf: Make) -> None:
    parsed, _ = _read(make_pdf(_write_story(2), title="Annual report of the harbour"))
    assert (parsed.title, parsed.author, parsed.language) == ("Annual report of the harbour", "Harbour Board", "en")
    assert parsed.made == date(2000, 1, 1)


@pytest.mark.parametrize(
    ("line", "published"), [("12 October 2020", date(2020, 10, 12)), ("no date", date(2000, 1, 1))]
)
def test_the_day_a_file_was_made_is_told_where_nothing_better_is(
    make_pdf: Make, tmp_path: Path, line: str, published: date
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf([Paragraph(line, STYLES["Heading1"]), Paragraph(SENTENCE, STYLES["BodyText"])]))
    assert read_document(path, Entry(file=path.name)).document.published == published


@pytest.mark.parametrize(
    ("written", "day"),
    [("D:20201012093000+02'00'", date(2020, 10, 12)), ("20201012", date(2020, 10, 12))]
    + [(wrong, None) for wrong in ("", "D:2020", "D:20201399", "yesterday")],
)
def test_days_are_read_as_pdf_files_write_them(written: str, day: date | None) -> None:
    assert _read_day(written) == day


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - Draft 7.doc", "report_final.docx", ""])
def test_a_title_that_a_program_made_is_none(make_pdf: Make, title: str) -> None:
    assert _read(make_pdf(_write_story(1), title=title))[0].title is None


def _make_scan(pages: str) -> bytes:
    """Return a PDF with a page for every letter: p a picture, t text, b blank."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    target = BytesIO()
    canvas = Canvas(target)
    picture = ImageReader(Image.new("L", (20, 20), 128))
    for page in pages:
        if page == "p":
            canvas.drawImage(picture, 72, 400, 300, 300)
        elif page == "t":
            canvas.drawString(72, 700, "There is text on this page.")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_pages_that_are_only_pictures_are_named() -> None:
    parsed, text = _read(_make_scan("tppbt"))
    assert list(parsed.notices) == ["report.pdf: 2 pages without text, only pictures (scanned?), not read: 2, 3"]
    assert [page.number for page in locate_pages(text, parsed.marks)] == [1, 5]


def test_a_scanned_file_is_refused_as_such_and_not_silently_empty() -> None:
    with pytest.raises(UnreadableFileError, match=r"^report\.pdf: its 2 pages are pictures without text \(scanned\?\)"):
        _read(_make_scan("pp"))
    with pytest.raises(UnreadableFileError, match=r"^report\.pdf: its 1 pages are empty"):
        _read(_make_scan("b"))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_reads_as_it_is_shown(turn: int) -> None:
    """The text is drawn so that it stands upright once the page is turned."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 600))
    canvas.translate(300, 300)
    canvas.rotate(turn)
    canvas.translate(-300, -300)
    for place, line in enumerate(("First of the lines.", "Second of the lines.", "Third of the lines.")):
        canvas.drawString(72, 500 - 14 * place, line)
    canvas.setPageRotation(turn)
    canvas.showPage()
    canvas.save()
    assert re.findall("First|Second|Third", _read(target.getvalue())[1]) == ["First", "Second", "Third"]


def test_a_file_of_more_pages_than_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"^report\.pdf: 3 pages; the most that is read is 2"):
        read_pdf(_make_scan("ttt"), "report.pdf", Limits(pages=2))


def test_a_page_break_that_is_asked_for_starts_a_page(make_pdf: Make) -> None:
    story = [Paragraph("One is here.", STYLES["BodyText"]), PageBreak(), Paragraph("Two is there.", STYLES["BodyText"])]
    parsed, text = _read(make_pdf(story, furniture=False))
    assert locate_pages(text, parsed.marks) == (Page(1, 0), Page(2, text.index("Two")))
