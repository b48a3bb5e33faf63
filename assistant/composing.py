"""From evidence to an answer: which quotations, in which order, and what stands before them."""

from collections.abc import Sequence
from urllib.parse import quote as escape

from assistant.answer import Citation, ShortAnswer, Statement
from assistant.reading import Evidence
from assistant.wanting import Wanted
from corpus.document import Document
from index.texts import Texts

Span = tuple[int, int]

SEVERAL = frozenset({Wanted.REASON, Wanted.MANNER, Wanted.THING})
MOST_QUOTATIONS = 3
LEAST_SHARE = 0.5  # Of the best evidence's probability that a further quotation needs.


def choose(evidence: Sequence[Evidence], wanted: Wanted) -> list[Evidence]:
    """Return the evidence that is quoted, best first: the best, and what is nearly as good and adds to it."""
    if not evidence:
        return []
    best = evidence[0]
    chosen = [best]
    for other in evidence[1:]:
        if len(chosen) == MOST_QUOTATIONS or other.probability < LEAST_SHARE * best.probability:
            break
        if not any(_says_the_same(other, one) for one in chosen):
            chosen.append(other)
    return chosen


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    return read_span(one) == read_span(other) and one.hit.passage.document_id == other.hit.passage.document_id


def read_span(evidence: Evidence) -> str:
    """Return the words of a piece of evidence."""
    start, end = evidence.span
    passage = evidence.hit.passage
    return passage.text[start - passage.start : end - passage.start]


class Quotations:
    """The citations of an answer, numbered as they are first used."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.citations: list[Citation] = []

    def cite(self, document_id: str, span: Span) -> Citation:
        """Return the citation of a span, a new one or the one that was there.

        Raises:
            KeyError: There is no such document.
        """
        document = self._texts.find_document(document_id)
        if document is None:
            raise KeyError(document_id)
        for citation in self.citations:
            if citation.document_id == document_id and (citation.start, citation.end) == span:
                return citation
        citation = make_citation(document, span, len(self.citations) + 1)
        self.citations.append(citation)
        return citation


def make_citation(document: Document, span: Span, number: int) -> Citation:
    """Return a span of a document as a citation."""
    start, end = span
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        published=document.published,
        speaker=document.speaker,
        role=document.role,
        start=start,
        end=end,
        quote=document.text[start:end],
        url=f"/documents/{escape(document.id)}?start={start}&end={end}",
    )


def state(citation: Citation) -> Statement:
    """Return a quotation as a statement."""
    return Statement(text=citation.quote, citations=(citation.number,))


def write_text(short: ShortAnswer | None, statements: Sequence[Statement]) -> str:
    """Return the answer as plain text: the short answer, then each quotation with its marker."""
    lines = [] if short is None else [f"{short.text} [{short.citation}]", ""]
    for statement in statements:
        markers = "".join(f"[{number}]" for number in statement.citations)
        lines.append(f"“{' '.join(statement.text.split())}” {markers}")
    return "\n".join(lines)
