"""Reading Word files: headings, lists, tables and footnotes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle
from lxml.etree import _Element

from corpus.document import BlockKind
from corpus.parsing import Parsed, Part, read_language
from corpus.tables import describe_rows, has_heads
from corpus.xml import parse_xml

TEXT, TAB, BREAKS = qn("w:t"), qn("w:tab"), frozenset({qn("w:br"), qn("w:cr")})
HYPHENS = {qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
BOX = qn("w:txbxContent")
# Of what Word keeps twice, the older form; and what was deleted or moved away with changes tracked.
LEFT_OUT = frozenset(
    {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:del"), qn("w:moveFrom")}
)
FOOTNOTES = ((RELATIONSHIP_TYPE.FOOTNOTES, "w:footnoteReference"), (RELATIONSHIP_TYPE.ENDNOTES, "w:endnoteReference"))
TEMPLATE_MADE = date(2013, 12, 23)  # What python-docx starts from; files that it made have this date if no other.
NUMBERED = frozenset({"decimal", "decimalZero"})
OUTLINE_TEXT = 9  # Outline level of what is no heading.


def read_docx(file: Path | IO[bytes]) -> Parsed:
    """Return what a Word file holds: its body and its notes, without running heads.

    Tracked changes are read as if they were accepted.
    """
    document = docx.Document(file)  # type: ignore[arg-type]  # It takes a path as well.
    told = document.core_properties
    language = document.styles.element.find(f".//{qn('w:lang')}")
    tag = told.language or (language.get(qn("w:val")) if language is not None else None)
    return Parsed(
        list(_Reader(document).read(document.element.body)),
        title=" ".join(told.title.split()) or None,
        author=None if told.author == "python-docx" else told.author or None,
        made=_find_made(told.created),
        language=read_language(tag),
    )


def _find_made(created: datetime | None) -> date | None:
    return None if created is None or created.date() == TEMPLATE_MADE else created.date()


class _Reader:
    """Reads the body of one document."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._notes = dict(_list_notes(document))
        self._counts: Counter[tuple[str, str]] = Counter()
        self._noted = 0

    def read(self, parent: _Element) -> Iterator[Part]:
        """Yield the parts of a body or a box; content controls are read as what is in them."""
        for element in parent:
            if element.tag == PARAGRAPH:
                yield from self._read_paragraph(element)
            elif element.tag == TABLE:
                yield from self._read_table(element)
            elif element.tag not in LEFT_OUT:
                yield from self.read(element)

    def _read_paragraph(self, paragraph: _Element) -> Iterator[Part]:
        text = _read_text(paragraph)
        if text.strip():
            level = self._find_level(paragraph)
            listed = self._find_list(paragraph)
            if level:
                yield _flatten(text), BlockKind.HEADING, level
            elif listed is not None:
                yield self._number(*listed) + _flatten(text), BlockKind.ITEM, 0
            else:
                yield text, None, 0
        for box in _find(paragraph, {BOX}):
            yield from self.read(box)
        yield from self._read_notes(paragraph)

    def _read_notes(self, element: _Element) -> Iterator[Part]:
        """Yield the notes that a paragraph or a table refers to, with the numbers that Word shows."""
        for sort, reference in FOOTNOTES:
            for mark in element.iter(qn(reference)):
                note = self._notes.get((sort, mark.get(qn("w:id")) or ""))
                if note:
                    self._noted += 1
                    yield f"{self._noted}. {note}", BlockKind.ITEM, 0

    def _read_table(self, table: _Element) -> Iterator[Part]:
        rows = [[_flatten(_read_text(cell)) for cell in _find(row, {CELL})] for row in _find(table, {ROW})]
        rows = [row for row in rows if any(row)]
        if not rows:
            return
        if max(map(len, rows)) == 1:  # A frame around text.
            for cell in _find(table, {CELL}):
                yield from self.read(cell)
            return
        yield from describe_rows(rows, _is_headed(table) or has_heads(rows))
        yield from self._read_notes(table)

    def _find_level(self, paragraph: _Element) -> int:
        """Return the level of a heading, its own or that of its style or a style under it; 0 for what is none."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if own is not None:
            return _read_level(own)
        style = self._find_style(paragraph)
        while style is not None:
            if style.name in ("Title", "Subtitle"):
                return 1 if style.name == "Title" else 2
            told = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if told is not None:
                return _read_level(told)
            style = getattr(style, "base_style", None)
        return 0

    def _find_style(self, paragraph: _Element) -> BaseStyle | None:
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = named.get(qn("w:val")) if named is not None else None
        return next((style for style in self._document.styles if style.style_id == name), None) if name else None

    def _find_list(self, paragraph: _Element) -> tuple[str, str] | None:
        """Return which list a paragraph is an item of, and at which depth."""
        told = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = self._find_style(paragraph)
        if told is None and style is not None:
            told = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = told.find(qn("w:numId")) if told is not None else None
        if told is None or number is None or number.get(qn("w:val")) == "0":
            return None
        depth = told.find(qn("w:ilvl"))
        return number.get(qn("w:val")) or "", depth.get(qn("w:val")) or "0" if depth is not None else "0"

    def _number(self, number: str, depth: str) -> str:
        """Return the number of the next item of a list; nothing where its items have bullets or letters."""
        if self._find_format(number, depth) not in NUMBERED:
            return ""
        self._counts[number, depth] += 1
        for deeper in [key for key in self._counts if key[0] == number and key[1] > depth]:
            del self._counts[deeper]
        return f"{self._counts[number, depth]}. "

    def _find_format(self, number: str, depth: str) -> str | None:
        try:
            numbering = self._document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return None
        instance = numbering.find(f"{qn('w:num')}[@{qn('w:numId')}='{number}']/{qn('w:abstractNumId')}")
        if instance is None:
            return None
        scheme = f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{instance.get(qn('w:val'))}']"
        told = numbering.find(f"{scheme}/{qn('w:lvl')}[@{qn('w:ilvl')}='{depth}']/{qn('w:numFmt')}")
        return told.get(qn("w:val")) if told is not None else None


def _list_notes(document: WordDocument) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the text of every footnote and endnote under its sort and id."""
    for sort, _ in FOOTNOTES:
        for relation in document.part.rels.values():
            if relation.reltype == sort and not relation.is_external:
                for note in parse_xml(relation.target_part.blob):
                    if note.get(qn("w:type")) is None:  # Others are the lines between text and notes.
                        yield (sort, note.get(qn("w:id")) or ""), _flatten(_read_text(note))


def _find(element: _Element, tags: Iterable[str]) -> Iterator[_Element]:
    """Yield the nearest elements of these tags below one, in order, not those inside of them."""
    wanted = set(tags)
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag not in LEFT_OUT:
            yield from _find(child, wanted)


def _read_text(element: _Element) -> str:
    """Return the text of a paragraph or a note, without that of boxes that hang on it."""
    return "".join(_list_text(element))


def _list_text(element: _Element) -> Iterator[str]:
    for child in element:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag == TAB:
            yield "\t"
        elif child.tag in BREAKS:
            yield "\n"
        elif child.tag in HYPHENS:
            yield HYPHENS[child.tag]
        elif child.tag not in LEFT_OUT and child.tag != BOX and child.tag != qn("w:pPr"):
            yield from _list_text(child)
            if child.tag == PARAGRAPH:
                yield "\n"


def _flatten(text: str) -> str:
    return " ".join(text.split())


def _read_level(told: _Element) -> int:
    value = told.get(qn("w:val")) or ""
    level = int(value) if value.isdecimal() else OUTLINE_TEXT
    return min(level + 1, 6) if level < OUTLINE_TEXT else 0


def _is_headed(table: _Element) -> bool:
    """Return whether the first row is marked as a head, or alone is bold."""
    first, *rest = _find(table, {ROW})
    if first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
        return True
    return bool(rest) and _is_bold(first) and not any(_is_bold(row) for row in rest)


def _is_bold(row: _Element) -> bool:
    runs = [run for run in row.iter(qn("w:r")) if run.find(TEXT) is not None]
    return bool(runs) and all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in runs)
