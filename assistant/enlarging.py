"""From a sentence to the whole list that it belongs to: one item of five is no answer to "which five"."""

import re
from collections.abc import Sequence

from assistant.reading import Evidence
from assistant.wanting import asks_for_several
from corpus.document import Block, BlockKind, Document

Span = tuple[int, int]

LONGEST_LIST = 1_200  # Characters; a longer list is not quoted whole.
LONGEST_ITEM_WORDS = 14  # On average, of a list of things.
LEAST_SHARE = 0.3  # Of the best evidence's probability, from which another item shows that the list is meant.
LEAD = re.compile(r":[\"'”’»)\]]*$")


def find_list(document: Document, span: Span) -> Span | None:
    """Return the span of the list that a sentence is in or leads up to, with the line that leads up to it.

    None where there is no such list, it has only one item, or it is too long to be quoted.
    """
    blocks = document.blocks
    place = next((number for number, block in enumerate(blocks) if block.start <= span[0] < block.end), None)
    if place is None:
        return None
    if blocks[place].kind is not BlockKind.ITEM:
        if not _leads(document, span) or span[1] < blocks[place].end or place + 1 >= len(blocks):
            return None
        place += 1
        if blocks[place].kind is not BlockKind.ITEM:
            return None
    first = last = place
    while first > 0 and blocks[first - 1].kind is BlockKind.ITEM and _adjoin(document, blocks[first - 1 : first + 1]):
        first -= 1
    while (
        last + 1 < len(blocks)
        and blocks[last + 1].kind is BlockKind.ITEM
        and _adjoin(document, blocks[last : last + 2])
    ):
        last += 1
    start, end = blocks[first].start, blocks[last].end
    if len(document.text[start:end].split()) > LONGEST_ITEM_WORDS * (last - first + 1):
        return None  # Numbered paragraphs, each on something else.
    if first > 0:
        start = _find_lead(document, blocks[first - 1]) or start
    return (start, end) if last > first and end - start <= LONGEST_LIST else None


def enlarge(document: Document, best: Evidence, question: str, evidence: Sequence[Evidence]) -> Span:
    """Return what is quoted for a piece of evidence: its sentence, or the list around it where that is meant.

    The list is meant where the question asks for several things, or where the reader finds more than one item probable.
    """
    whole = find_list(document, best.span)
    if whole is None:
        return best.span
    likely = {
        one.span
        for one in evidence
        if one.hit.passage.document_id == document.id
        and whole[0] <= one.span[0] < one.span[1] <= whole[1]
        and one.probability >= LEAST_SHARE * best.probability
    }
    leads = _leads(document, best.span)
    return whole if leads or asks_for_several(question) or len(likely) > 1 else best.span


def _leads(document: Document, span: Span) -> bool:
    return LEAD.search(document.text[span[0] : span[1]]) is not None


def _adjoin(document: Document, pair: Sequence[Block]) -> bool:
    """Return whether nothing but line breaks stands between two items."""
    return not document.text[pair[0].end : pair[1].start].strip()


def _find_lead(document: Document, block: Block) -> int | None:
    """Return where the sentence that leads up to a list starts, None where none does."""
    if block.kind is not BlockKind.PARAGRAPH and block.kind is not BlockKind.LINE:
        return None
    text = document.text[block.start : block.end]
    if not LEAD.search(text):
        return None
    stops = [match.end() for match in re.finditer(r"[.!?][\"'”’»)\]]*\s+", text)]
    return block.start + (stops[-1] if stops else 0)
