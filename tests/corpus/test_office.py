"""Word files and presentations."""

from datetime import date, datetime
from io import BytesIO

import docx
import pptx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx.util import Inches

from corpus.blocks import compose
from corpus.document import BlockKind
from corpus.docx import read_docx
from corpus.parsing import Parsed, locate_pages
from corpus.pptx import read_pptx

HEADING, ITEM, LABEL = BlockKind.HEADING, BlockKind.ITEM, BlockKind.LABEL

FOOTNOTES = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="7"><w:p><w:r><w:t>Counted in May 2031.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def _save(document: WordDocument) -> BytesIO:
    target = BytesIO()
    document.save(target)
    target.seek(0)
    return target


def _read(document: WordDocument) -> Parsed:
    return read_docx(_save(document))


def test_headings_lists_and_paragraphs_of_a_word_file_keep_what_they_are() -> None:
    document = docx.Document()
    document.add_heading("Night trains", 0)
    document.add_heading("Fares", 1)
    document.add_paragraph("A night costs 30 euros.")
    document.add_paragraph("With a bed", style="List Bullet")
    document.add_paragraph("Show the ticket", style="List Number")
    document.add_paragraph("Find the bed", style="List Number")
    document.add_heading("Children", 2)
    assert list(_read(document).parts) == [
        ("Night trains", HEADING, 1),
        ("Fares", HEADING, 1),
        ("A night costs 30 euros.", None, 0),
        ("With a bed", ITEM, 0),
        ("1. Show the ticket", ITEM, 0),
        ("2. Find the bed", ITEM, 0),
        ("Children", HEADING, 2),
    ]


def test_rows_of_a_word_table_say_what_their_columns_are() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for cells in (("Country", "Parties"), ("Italy", "190"), ("Mali", "147")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    sheet = document.add_table(rows=0, cols=2)
    for cells in (("Adopted", "15 November 2000"), ("Parties", "190")):
        for cell, text in zip(sheet.add_row().cells, cells, strict=True):
            cell.text = text
    assert [text for text, _, _ in _read(document).parts] == [
        "Country: Italy; Parties: 190",
        "Country: Mali; Parties: 147",
        "Adopted: 15 November 2000",
        "Parties: 190",
    ]


def test_a_footnote_follows_the_paragraph_that_refers_to_it() -> None:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as PackagePart

    document = docx.Document()
    paragraph = document.add_paragraph("The fund holds 3 million.")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="7"/></w:r>'))
    document.add_paragraph("It grows.")
    notes = PackagePart(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, FOOTNOTES.encode(), document.part.package
    )
    document.part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)
    assert [text for text, _, _ in _read(document).parts] == [
        "The fund holds 3 million.",
        "1. Counted in May 2031.",
        "It grows.",
    ]


def test_changes_are_accepted_and_boxes_and_controls_are_read_once() -> None:
    document = docx.Document()
    body = document.element.body
    texts = (
        '<w:p {0}><w:ins w:id="1" w:author="A"><w:r><w:t>New</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>Old</w:delText></w:r></w:del><w:r>'
        '<w:t xml:space="preserve"> fares</w:t>'
        "<w:tab/><w:t>apply.</w:t></w:r></w:p>",
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        '<w:p {0} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>'
        "</mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    for place, text in enumerate(texts):
        body.insert(place, parse_xml(text.format(nsdecls("w"))))
    assert [text for text, _, _ in _read(document).parts] == ["New fares\tapply.", "In a control.", "In a box."]


def test_a_word_file_tells_title_author_and_language() -> None:
    document = docx.Document()
    document.add_paragraph("Un train.")
    told = document.core_properties
    told.title, told.author, told.language = "Trains de nuit", "Ada Brown", "fr-CH"
    parsed = _read(document)
    assert (parsed.title, parsed.author, parsed.language) == ("Trains de nuit", "Ada Brown", "fr")
    assert parsed.made is None  # The day of the library's template is nobody's.
    told.created = datetime(2020, 10, 12, 9, 30)
    assert _read(document).made == date(2020, 10, 12)


def test_slides_are_pages_with_title_items_table_and_notes() -> None:
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text = "Night trains"
    first.placeholders[1].text_frame.text = "More beds"
    first.placeholders[1].text_frame.add_paragraph().text = "More stops"
    first.notes_slide.notes_text_frame.text = "Say that it costs 30 euros."
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "Stops"
    table = second.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, cells in enumerate((("City", "Beds"), ("Rome", "40"), ("Vienna", "12"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    target = BytesIO()
    presentation.save(target)
    target.seek(0)
    parsed = read_pptx(target)
    assert list(parsed.parts) == [
        ("Night trains", HEADING, 1),
        ("More beds", ITEM, 0),
        ("More stops", ITEM, 0),
        ("Say that it costs 30 euros.", None, 0),
        ("Stops", HEADING, 1),
        ("City: Rome; Beds: 40", LABEL, 0),
        ("City: Vienna; Beds: 12", LABEL, 0),
    ]
    text, _ = compose(parsed.parts, "en")
    assert [(page.number, text[page.start :][:5]) for page in locate_pages(text, parsed.marks)] == [
        (1, "Night"),
        (2, "Stops"),
    ]
