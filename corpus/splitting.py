"""From a document to its passages: what is searched, and out of which quotations are taken."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from corpus.document import Block, BlockKind, Document
from corpus.lines import is_link
from corpus.sentences import Span, split_sentences

SPLITTER = "blocks-2"  # Named in every index; change it with every change of what is below.


class Passage(BaseModel):
    """An exact slice of one document."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    start: int = Field(description="In code points of the document's text.")
    end: int
    text: str = Field(description="`document.text[start:end]`.")
    title: str = Field(description="The document's title: searched, never quoted.")
    headings: tuple[str, ...] = Field(description="From the outermost in: searched, never quoted.")
    sentences: tuple[Span, ...] = Field(
        description="Spans of its sentences and lines, in code points of the document's text."
    )

    @property
    def heading_text(self) -> str:
        """What stands above the passage in its document, the title first."""
        return "\n".join((self.title, *self.headings))


class Splitting(BaseModel):
    """How documents are cut into passages; part of an index's identity."""

    model_config = ConfigDict(frozen=True)

    name: str = SPLITTER
    longest_words: int = Field(default=90, gt=0, description="A longer paragraph is cut between sentences.")


def split(document: Document, splitting: Splitting) -> list[Passage]:
    """Return the document's passages in order.

    Neighbouring blocks under the same headings go together as long as they fit; a paragraph is cut
    only where it alone is too long. "Label: value" lines and links stand apart from prose. A heading
    over nothing is a passage of its own, so that all of the text can be found.
    """
    passages: list[Passage] = []
    headings: list[Block] = []
    group: list[Span] = []
    sort: str | None = None
    bare: Block | None = None

    def flush() -> None:
        if group:
            passages.append(_make(document, headings, group))
            group.clear()

    def close_heading(level: int) -> None:
        if bare is not None and bare.level >= level:
            passages.append(_make(document, headings[:-1], [(bare.start, bare.end)]))

    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            flush()
            close_heading(block.level)
            headings = [heading for heading in headings if heading.level < block.level] + [block]
            bare = block
            continue
        bare = None
        sentences = list(_find_sentences(document, block))
        if _sort(document, block) != sort or not _fits(document, group + sentences, splitting):
            flush()
        sort = _sort(document, block)
        for sentence in sentences:
            if not _fits(document, [*group, sentence], splitting):
                flush()
            group.append(sentence)
    flush()
    close_heading(0)
    return passages


def _sort(document: Document, block: Block) -> str:
    if block.kind is BlockKind.LABEL:
        return "label"
    return "link" if is_link(document.text[block.start : block.end]) else "prose"


def _fits(document: Document, spans: Sequence[Span], splitting: Splitting) -> bool:
    return len(document.text[spans[0][0] : spans[-1][1]].split()) <= splitting.longest_words


def _find_sentences(document: Document, block: Block) -> Iterator[Span]:
    text = document.text[block.start : block.end]
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        yield block.start, block.end
        return
    for start, end in split_sentences(text, document.language):
        yield block.start + start, block.start + end


def _make(document: Document, headings: Sequence[Block], sentences: Sequence[Span]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    above = tuple(document.text[heading.start : heading.end] for heading in headings)
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        title=document.title,
        headings=tuple(heading for heading in above if heading.casefold() != document.title.casefold()),
        sentences=tuple(sentences),
    )
