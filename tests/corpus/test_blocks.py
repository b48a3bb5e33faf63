"""What each line of a text is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import compose, find_blocks
from corpus.document import BlockKind

TEXT = """\
HARBOUR MUSEUM

Opening hours

Open: Monday to Friday
Closed: Sunday

- Bring a coat.
- Bring a friend

The museum shows ships. It shows nothing else.

Ada Brown
Director, Harbour Museum

https://example.org/visit

What follows is short:

1. Ships"""

WANTED = [
    (BlockKind.HEADING, "HARBOUR MUSEUM", 1),
    (BlockKind.HEADING, "Opening hours", 2),
    (BlockKind.LABEL, "Open: Monday to Friday", 0),
    (BlockKind.LABEL, "Closed: Sunday", 0),
    (BlockKind.ITEM, "- Bring a coat.", 0),
    (BlockKind.ITEM, "- Bring a friend", 0),
    (BlockKind.PARAGRAPH, "The museum shows ships. It shows nothing else.", 0),
    (BlockKind.LINE, "Ada Brown", 0),
    (BlockKind.LINE, "Director, Harbour Museum", 0),
    (BlockKind.LINE, "https://example.org/visit", 0),
    (BlockKind.PARAGRAPH, "What follows is short:", 0),
    (BlockKind.ITEM, "1. Ships", 0),
]


def test_headings_labels_items_paragraphs_and_other_lines_are_told_apart() -> None:
    assert [(block.kind, TEXT[block.start : block.end], block.level) for block in find_blocks(TEXT)] == WANTED


@given(text=st.text(alphabet="aAB.:- \n│1", max_size=80))
def test_blocks_are_the_lines_of_the_text_in_order(text: str) -> None:
    blocks = find_blocks(text)
    assert [text[block.start : block.end] for block in blocks] == [line for line in text.split("\n") if line]
    assert all(first.end < second.start for first, second in pairwise(blocks))
    assert all((block.level > 0) == (block.kind is BlockKind.HEADING) for block in blocks)


@pytest.mark.parametrize("line", ["Dear visitors,", "www.example.org", "Hall 3 │ Level 2", "and so on"])
def test_a_greeting_a_link_or_half_a_sentence_is_no_heading(line: str) -> None:
    assert find_blocks(f"{line}\n\nThe museum shows ships.")[0].kind is not BlockKind.HEADING


def test_a_line_under_another_line_is_no_heading() -> None:
    kinds = [block.kind for block in find_blocks("Ada Brown\nDirector\n\nThe museum shows ships.")]
    assert kinds == [BlockKind.LINE, BlockKind.LINE, BlockKind.PARAGRAPH]


def test_parts_become_one_text_with_their_blocks_at_their_places() -> None:
    parts = [
        ("Harbour\nMuseum", BlockKind.HEADING, 1),
        ("Ships of\tall ages.", None, 0),
        ("***", None, 0),
        ("A coat", BlockKind.ITEM, 0),
        ("A friend", BlockKind.ITEM, 0),
    ]
    text, blocks = compose(parts, "en")
    assert text == "Harbour Museum\n\nShips of all ages.\n\nA coat\nA friend"
    assert [(block.kind, text[block.start : block.end], block.level) for block in blocks] == [
        (BlockKind.HEADING, "Harbour Museum", 1),
        (BlockKind.PARAGRAPH, "Ships of all ages.", 0),
        (BlockKind.ITEM, "A coat", 0),
        (BlockKind.ITEM, "A friend", 0),
    ]
