"""A document with a quotation marked, in the form that is sent to whoever draws it.

It says what is marked, so that nobody needs to slice by offsets: JavaScript would count UTF-16 units.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.linking import Located
from assistant.listing import DocumentEntry, describe_document
from assistant.typesetting import Group, Line, Run, Span, typeset
from corpus.document import BlockKind, Document


class MarkedPiece(BaseModel):
    """Text that is all in the quotation or all outside it."""

    model_config = ConfigDict(frozen=True)

    text: str
    marked: bool


class MarkedRun(BaseModel):
    """Pieces that are one link, or one label, or plain."""

    model_config = ConfigDict(frozen=True)

    pieces: tuple[MarkedPiece, ...]
    link: str | None = Field(description="Where it leads, http or https; null for what is no link.")
    label: bool = Field(description="Whether it is the label of a line such as `Parties: 149`.")


class MarkedLine(BaseModel):
    """One line of the document: a paragraph, a heading, an item."""

    model_config = ConfigDict(frozen=True)

    level: int = Field(description="Depth of a heading, 1 for the outermost; 0 for everything else.")
    runs: tuple[MarkedRun, ...]


class MarkedGroup(BaseModel):
    """Lines of one kind that stand together: a list, an address, a table of labels. Others stand alone."""

    model_config = ConfigDict(frozen=True)

    kind: BlockKind
    lines: tuple[MarkedLine, ...]


class MarkedDocument(DocumentEntry):
    """A document's description and text, laid out, with a quotation marked."""

    groups: tuple[MarkedGroup, ...] = Field(description="Between them all of the text but line breaks.")
    change: Literal["moved", "gone"] | None = Field(
        default=None, description="What became of the quotation since it was linked to; null where it is as it was."
    )
    former: str | None = Field(default=None, description="The quotation that is gone, where it is still known.")


def mark_document(document: Document, span: Span | None, located: Located | None = None) -> MarkedDocument:
    """Return a document laid out, with the quotation at `span` marked.

    Args:
        located: What became of the quotation that a permanent link names.
    """
    change: Literal["moved", "gone"] | None = None
    if located is not None:
        change = "gone" if located.span is None else "moved" if located.moved else None
    former = located.former if located else None
    groups = tuple(map(_tell_group, typeset(document, span)))
    return MarkedDocument(**dict(describe_document(document)), groups=groups, change=change, former=former)


def _tell_group(group: Group) -> MarkedGroup:
    return MarkedGroup(kind=group.kind, lines=tuple(map(_tell_line, group.lines)))


def _tell_line(line: Line) -> MarkedLine:
    return MarkedLine(level=line.level, runs=tuple(map(_tell_run, line.runs)))


def _tell_run(run: Run) -> MarkedRun:
    pieces = tuple(MarkedPiece(text=piece.text, marked=piece.marked) for piece in run.pieces)
    return MarkedRun(pieces=pieces, link=run.link, label=run.label)
