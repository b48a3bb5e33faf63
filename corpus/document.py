"""What a document is: a text, what is known about it, and its blocks.

All offsets in Palermo are code points of `Document.text`, start included, end excluded.
"""

from bisect import bisect_right
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class BlockKind(StrEnum):
    """What a line of a normalised text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    LABEL = "label"
    LINE = "line"


class Block(NamedTuple):
    """One line of a document's text: a paragraph, a heading, a list item, a "Label: value" line or
    another line that stands alone (an address, a link)."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Depth of a heading, 1 for the outermost; 0 for everything else."""


class Page(NamedTuple):
    """Where a page of the file starts in a document's text."""

    number: int
    """As a viewer counts, from 1; of a slide, its place in the presentation."""
    start: int


class Document(BaseModel):
    """One text of a collection."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Readable, stable and unique in its collection, such as `press-release`.")
    title: str = Field(description="What the text is called.")
    text: str = Field(description="The normalised text. All offsets are code points of it.")
    kind: str = Field(description="What sort of text it is: press release, transcript, fact sheet, ...")
    published: date | None = Field(default=None, description="When it appeared; null where the text does not say.")
    speaker: str | None = Field(default=None, description="Whose words the text is; null for a text of many or none.")
    role: str | None = Field(default=None, description="The speaker's office at the time.")
    author: str | None = Field(default=None, description="Who wrote it, where the file says so.")
    language: str = Field(default="en", description="ISO 639-1 code.")
    instruments: tuple[str, ...] = Field(default=(), description="The treaties that the text is about.")
    file: str = Field(description="Name of the file it was read from, relative to its collection.")
    copies: tuple[str, ...] = Field(default=(), description="Further files that hold the same text.")
    sha256: str = Field(description="Of the file's bytes.")
    blocks: tuple[Block, ...] = Field(default=(), description="The text's lines and what each of them is.")
    pages: tuple[Page, ...] = Field(default=(), description="Where the file's pages start; none where it has none.")

    def find_page(self, offset: int) -> int | None:
        """Return the number of the page that holds a character, None where the file has no pages."""
        place = bisect_right(self.pages, offset, key=lambda page: page.start)
        return self.pages[place - 1].number if place else None
