"""Reading presentations: a page for every slide, with its title, lists, tables and notes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.text.text import TextFrame

from corpus.document import BlockKind
from corpus.parsing import PageMark, Parsed, Part, count_letters, read_language
from corpus.tables import describe_rows, has_heads

FURNITURE = frozenset({PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER})
NO_TITLES = frozenset({"powerpoint presentation", "untitled", "slide 1"})
MADE_BY = frozenset({"Steve Canny", "python-pptx"})  # Author of the template that python-pptx starts from.


def read_pptx(file: Path | IO[bytes]) -> Parsed:
    """Return what a presentation holds, slide by slide, each with its notes after it."""
    presentation = pptx.Presentation(file)  # type: ignore[arg-type]  # It takes a path as well.
    parts: list[Part] = []
    marks: list[PageMark] = []
    letters = 0
    for number, slide in enumerate(presentation.slides, start=1):
        marks.append(PageMark(number, letters))
        title = slide.shapes.title
        found = list(_read_shapes(slide.shapes, title.shape_id if title is not None else None))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            found.extend(_read_frame(slide.notes_slide.notes_text_frame, False))
        letters += sum(count_letters(text) for text, _, _ in found)
        parts += found
    told = presentation.core_properties
    named = " ".join((told.title or "").split())
    return Parsed(
        parts,
        marks,
        title=None if named.lower() in NO_TITLES else named or None,
        author=None if told.author in MADE_BY else told.author or None,
        language=read_language(told.language),
    )


def _read_shapes(shapes: Iterable[BaseShape], title_id: int | None) -> Iterator[Part]:
    """Yield the parts of shapes: the title first, the others from the top, then from the left."""
    for shape in sorted(shapes, key=lambda shape: (shape.shape_id != title_id, shape.top or 0, shape.left or 0)):
        if shape.is_placeholder and shape.placeholder_format.type in FURNITURE:
            continue
        if isinstance(shape, GroupShape):
            yield from _read_shapes(shape.shapes, title_id)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows]
            rows = [row for row in rows if any(row)]
            headed = bool(rows) and ((shape.table.first_row and len(rows[0]) > 2) or has_heads(rows))
            yield from describe_rows(rows, headed)
        elif shape.has_text_frame and shape.shape_id == title_id:
            yield " ".join(shape.text_frame.text.split()), BlockKind.HEADING, 1  # type: ignore[attr-defined]
        elif shape.has_text_frame:
            listed = shape.is_placeholder and shape.placeholder_format.type in (
                PP_PLACEHOLDER.BODY,
                PP_PLACEHOLDER.OBJECT,
            )
            yield from _read_frame(shape.text_frame, listed)  # type: ignore[attr-defined]


def _read_frame(frame: TextFrame, listed: bool) -> Iterator[Part]:
    """Yield the paragraphs of a frame, as items where a slide shows them with bullets."""
    for paragraph in frame.paragraphs:
        text = paragraph.text.replace("\v", "\n")
        if text.strip():
            yield (" ".join(text.split()), BlockKind.ITEM, 0) if listed else (text, None, 0)
