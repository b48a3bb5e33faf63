"""The headings of a document's page, and its table of contents."""

import pytest

from assistant.outlining import list_contents, outline
from assistant.typesetting import typeset
from corpus.blocks import compose
from corpus.document import BlockKind, Document


def make_document(*headings: tuple[str, int]) -> Document:
    """Return a document with a paragraph under each of its headings, which have a level each."""
    parts = [part for heading, level in headings for part in ((heading, BlockKind.HEADING, level), ("It is.", None, 0))]
    text, blocks = compose(parts, "en")
    return Document(id="a", title="Rivers", text=text, kind="text", file="a.txt", sha256="", blocks=blocks)


@pytest.mark.parametrize(
    ("levels", "depths"),
    [
        ([1, 2, 2, 1], [2, 3, 3, 2]),
        ([2, 2, 3], [2, 2, 3]),
        ([1, 4, 4, 2], [2, 3, 3, 3]),
        ([3, 1, 2], [2, 2, 3]),
        ([1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 6, 6]),
    ],
)
def test_headings_of_a_page_leave_out_no_depth(levels: list[int], depths: list[int]) -> None:
    document = make_document(*((f"Part {number}", level) for number, level in enumerate(levels)))
    sections = outline(document, typeset(document))
    assert [section.depth for section in sections.values()] == depths
    assert len({section.anchor for section in sections.values()}) == len(levels)
    assert all(document.text.startswith(section.title, start) for start, section in sections.items())


def test_contents_are_listed_from_three_headings_on_and_the_title_is_none_of_them() -> None:
    shorter = make_document(("RIVERS", 1), ("Source", 2), ("Mouth", 2))
    assert list_contents(shorter, outline(shorter, typeset(shorter))) == ()
    longer = make_document(("RIVERS", 1), ("Source", 2), ("Course", 2), ("Mouth", 2))
    listed = list_contents(longer, outline(longer, typeset(longer)))
    assert [section.title for section in listed] == ["Source", "Course", "Mouth"]
