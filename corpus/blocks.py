"""The lines of a text and what each of them is."""

from collections.abc import Sequence

from corpus.document import Block, BlockKind
from corpus.lines import ends_sentence, is_capitals, is_item, is_label, is_link
from corpus.normalising import normalise

LONGEST_HEADING = 140  # Characters.


def find_blocks(text: str) -> list[Block]:
    """Return the blocks of a normalised text, in order; together they hold all of it but line breaks."""
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block(_classify(line), start, start + len(line)))
        start += len(line) + 1
    return _mark_headings(text, blocks)


def _classify(line: str) -> BlockKind:
    if is_link(line):
        return BlockKind.LINE
    if is_item(line):
        return BlockKind.ITEM
    if is_label(line):
        return BlockKind.LABEL
    if ends_sentence(line) or len(line) > LONGEST_HEADING:
        return BlockKind.PARAGRAPH
    return BlockKind.LINE


def _mark_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with those lines marked that stand over a paragraph, a list or labels.

    A line that stands over another such line is a heading only if it is all capitals; otherwise it
    belongs to an address or a title.
    """
    marked: list[Block] = []
    for place, block in enumerate(blocks):
        line = text[block.start : block.end]
        if block.kind is BlockKind.LINE and _may_head(line) and place + 1 < len(blocks):
            following = blocks[place + 1]
            gap = text[block.end : following.start].count("\n")
            before = text[blocks[place - 1].end : block.start].count("\n") if place else 2
            over_text = following.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and before > 1
            over_labels = following.kind is BlockKind.LABEL and gap > 1 and before > 1
            capitals = is_capitals(line) and (before > 1 or marked[-1].kind is BlockKind.HEADING)
            if capitals or over_text or over_labels:
                block = block._replace(kind=BlockKind.HEADING, level=1 if capitals else 2)
        marked.append(block)
    return marked


def _may_head(line: str) -> bool:
    return (line[0].isupper() or line[0].isdigit()) and not is_link(line) and not line.endswith(",") and "│" not in line


def compose(parts: Sequence[tuple[str, BlockKind | None, int]], language: str) -> tuple[str, tuple[Block, ...]]:
    """Return one text, and its blocks, made of parts that a reader of a marked-up format found.

    Args:
        parts: Text, kind and heading level. A part of kind None is plain text still to be normalised
            and looked at line by line; any other is one line.
        language: ISO 639-1 code, for mending broken words.
    """
    text = ""
    blocks: list[Block] = []
    for raw, kind, level in parts:
        piece = normalise(raw, language)
        if kind is not None:
            piece = piece.replace("\n", " ").replace("  ", " ")
        if not piece:
            continue
        tight = kind in (BlockKind.ITEM, BlockKind.LABEL) and blocks and blocks[-1].kind is kind
        text += ("\n" if tight else "\n\n") if text else ""
        found = [Block(kind, 0, len(piece), level)] if kind is not None else find_blocks(piece)
        blocks += [block._replace(start=block.start + len(text), end=block.end + len(text)) for block in found]
        text += piece
    return text, tuple(blocks)
