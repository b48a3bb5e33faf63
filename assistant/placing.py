"""Where in its document a quotation stands, in the words of people: page and section, and the way to the original."""

from assistant.answer import Citation
from assistant.listing import make_original_url
from assistant.originals import find_original
from corpus.document import Block, BlockKind, Document
from index.generation import Generation

SECTION_SEPARATOR = " › "


def place(citation: Citation, generation: Generation) -> Citation:
    """Return the citation with its page and section, and the address of the original, where there are some."""
    document = generation.texts.find_document(citation.document_id)
    if document is None:
        return citation
    page = document.find_page(citation.start)
    return citation.model_copy(
        update={
            "page": page,
            "section": find_section(document, citation.start),
            "original_url": make_original_url(document, page) if find_original(generation.folder, document) else None,
        }
    )


def find_section(document: Document, offset: int) -> str | None:
    """Return the headings over a character, from the outermost; the document's title is none of them."""
    above: list[Block] = []
    for block in document.blocks:
        if block.start > offset:
            break
        if block.kind is BlockKind.HEADING:
            above = [heading for heading in above if heading.level < block.level] + [block]
    names = [document.text[heading.start : heading.end] for heading in above if heading.end <= offset]
    return SECTION_SEPARATOR.join(name for name in names if name.casefold() != document.title.casefold()) or None
