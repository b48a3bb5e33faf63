"""Exact quotes: `document.text[start:end] == quote`, of every quotation, shown as nearest or as an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.metrics.metric import Asked, Estimate, Score, estimate_rate


def check_quotes(asked: Asked) -> Iterator[bool]:
    """Yield of each quotation of an answer, and of its short answer, whether it is what the document says there."""
    answer = asked.answer
    nearest = answer.abstention.nearest if answer.abstention else ()
    for citation in (*answer.citations, *nearest):
        yield _says(asked, citation.document_id, citation.start, citation.end, citation.quote)
    short = answer.short_answer
    if short:
        cited = [citation.document_id for citation in answer.citations if citation.number == short.citation]
        yield bool(cited) and _says(asked, cited[0], short.start, short.end, short.text)


def _says(asked: Asked, document_id: str, start: int, end: int, quote: str) -> bool:
    document = asked.documents.get(document_id)
    # A slice forgives offsets that lie outside the text.
    return document is not None and 0 <= start < end <= len(document.text) and document.text[start:end] == quote


@dataclass(frozen=True)
class ExactQuotes:
    """The share of quotations that are exact; anything below 1 is a fault of the system."""

    name: str = "exact_quotes"
    title: str = "quotes exact (n: quotes)"
    smaller_is_better: bool = False

    def score(self, asked: Asked) -> Score:
        """Return 1.0 if all quotations of the answer are exact, None if there are none."""
        checked = list(check_quotes(asked))
        return float(all(checked)) if checked else None

    def estimate(self, questions: Sequence[Asked]) -> Estimate:
        """Return the share over all quotations; n counts quotations."""
        return estimate_rate(self.name, [float(exact) for asked in questions for exact in check_quotes(asked)])


EXACT_QUOTES = ExactQuotes()
