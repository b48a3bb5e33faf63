"""The headings of a document's page: how deep each is there, and the table of contents."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.typesetting import Group
from corpus.document import BlockKind, Document

LEAST_SECTIONS = 3  # With fewer a table of contents is longer than the way to them.
TITLE_DEPTH = 1  # Of the page's own heading.
DEEPEST = 6  # That HTML has.


class Section(NamedTuple):
    """A heading on the page."""

    anchor: str
    depth: int
    """As in `h2`."""
    title: str


def outline(document: Document, groups: Sequence[Group]) -> Mapping[int, Section]:
    """Return the sections of a document laid out, by where their headings start in its text.

    No depth is left out between a heading and the next: who hears the page goes by them.
    """
    sections: dict[int, Section] = {}
    above: list[tuple[int, int]] = []  # Level and depth of the headings that a heading may stand under.
    for group in groups:
        for line in group.lines if group.kind is BlockKind.HEADING else ():
            above = [heading for heading in above if heading[0] < line.level]
            depth = min((above[-1][1] if above else TITLE_DEPTH) + 1, DEEPEST)
            above.append((line.level, depth))
            title = document.text[line.start : line.end]
            sections[line.start] = Section(f"section-{len(sections) + 1}", depth, title)
    return sections


def list_contents(document: Document, sections: Mapping[int, Section]) -> tuple[Section, ...]:
    """Return the table of contents; none where it would help nobody. The title is not in it a second time."""
    listed = tuple(section for section in sections.values() if section.title.casefold() != document.title.casefold())
    return listed if len(listed) >= LEAST_SECTIONS else ()
