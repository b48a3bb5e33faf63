"""From a document to its passages: what is searched, and out of which quotations are taken."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from corpus.document import Block, BlockKind, Document
from corpus.lines import is_link
from corpus.sentences import Span, split_sentences

SPLITTER = "blocks-5"  # Named in every index; change it with every change of what is below.


LONGEST_LINES_WORDS = 40  # Of an address that is quoted as one.
LONGEST_LEAD_WORDS = 12


class Passage(BaseModel):
    """An exact slice of one document."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    start: int = Field(description="In code points of the document's text.")
    end: int
    text: str = Field(description="`document.text[start:end]`.")
    title: str = Field(description="The document's title: searched, never quoted.")
    byline: str | None = Field(default=None, description="Whose words the document is, if its title does not say so.")
    headings: tuple[str, ...] = Field(description="From the outermost in: searched, never quoted.")
    sentences: tuple[Span, ...] = Field(
        description="Spans of its sentences and lines, in code points of the document's text."
    )

    @property
    def heading_text(self) -> str:
        """What stands above the passage in its document, the title first."""
        return "\n".join(filter(None, (self.title, self.byline, *self.headings)))


class Splitting(BaseModel):
    """How documents are cut into passages; part of an index's identity."""

    model_config = ConfigDict(frozen=True)

    name: str = SPLITTER
    longest_words: int = Field(default=90, gt=0, description="A longer paragraph is cut between sentences.")


def split(document: Document, splitting: Splitting) -> list[Passage]:
    """Return the document's passages in order.

    Neighbouring blocks under the same headings go together as long as they fit; a paragraph is cut
    only where it alone is too long. Lines, links and prose stand apart. A heading
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

    for block, sentences in _find_sentences(document):
        if block.kind is BlockKind.HEADING:
            flush()
            close_heading(block.level)
            headings = [heading for heading in headings if heading.level < block.level] + [block]
            bare = block
            continue
        bare = None
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
    if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return "prose"
    return "link" if is_link(document.text[block.start : block.end]) else "lines"


def _fits(document: Document, spans: Sequence[Span], splitting: Splitting) -> bool:
    return len(document.text[spans[0][0] : spans[-1][1]].split()) <= splitting.longest_words


def _find_sentences(document: Document) -> Iterator[tuple[Block, list[Span]]]:
    """Yield the blocks with their sentences. Lines of an address, which stand without a blank line
    between them, are one sentence together with the line that leads up to them."""
    lines: list[Block] = []
    for block in document.blocks:
        if lines and not _goes_on(document, lines, block):
            yield lines[-1], [(lines[0].start, lines[-1].end)]
            lines = []
        if _is_plain_line(document, block) or (_leads_up(document, block) and not lines):
            lines.append(block)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            text = document.text[block.start : block.end]
            spans = split_sentences(text, document.language)
            yield block, [(block.start + start, block.start + end) for start, end in spans]
        else:
            yield block, [(block.start, block.end)]
    if lines:
        yield lines[-1], [(lines[0].start, lines[-1].end)]


def _is_plain_line(document: Document, block: Block) -> bool:
    return block.kind is BlockKind.LINE and not is_link(document.text[block.start : block.end])


def _leads_up(document: Document, block: Block) -> bool:
    """Return whether a paragraph is a short one that ends in a colon, such as "Please contact:"."""
    text = document.text[block.start : block.end]
    return block.kind is BlockKind.PARAGRAPH and text.endswith(":") and len(text.split()) <= LONGEST_LEAD_WORDS


def _goes_on(document: Document, lines: Sequence[Block], block: Block) -> bool:
    """Return whether a block is the next line of an address."""
    gap = document.text[lines[-1].end : block.start].count("\n")
    words = len(document.text[lines[0].start : block.end].split())
    near = gap == 1 or document.text[lines[-1].start : lines[-1].end].endswith(":")
    return _is_plain_line(document, block) and near and words <= LONGEST_LINES_WORDS


def _make(document: Document, headings: Sequence[Block], sentences: Sequence[Span]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    above = tuple(document.text[heading.start : heading.end] for heading in headings)
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        title=document.title,
        byline=_find_byline(document),
        headings=tuple(heading for heading in above if heading.casefold() != document.title.casefold()),
        sentences=tuple(sentences),
    )


def _find_byline(document: Document) -> str | None:
    """Return the speaker with the office held, None where the title names the speaker."""
    if document.speaker is None or document.speaker.casefold() in document.title.casefold():
        return None
    return ", ".join(filter(None, (document.speaker, document.role)))
