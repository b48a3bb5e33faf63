"""Examples for the reader made of suites and their collections: what search finds, and what answers."""

import re
from collections.abc import Iterator, Sequence

from evals.examples import Example
from evals.locating import Span, locate
from evals.suite import Sample
from index.generation import Generation
from index.searching import ScoredPassage

FOUND = 10  # Passages of each question's ranking.
HARD = 4  # Of those that do not answer, the ones that look most as if they did.


def make_examples(generation: Generation, samples: Sequence[Sample], source: str) -> Iterator[Example]:
    """Yield each question that stands alone with the passages that answer it and those that look as if they did.

    A passage answers where a piece of evidence stands in it. The short answer is what the question's patterns
    match inside the evidence, from the first to the last where all are wanted, or else all of the evidence.
    """
    searcher = generation.make_searcher()
    for sample in samples:
        if sample.history:
            continue
        evidence = [span for piece in sample.evidence for span in locate(piece, generation.texts.documents)]
        others = 0
        for hit in searcher.search(sample.question, FOUND):
            span = _find_answer(sample, hit, evidence)
            others += span is None
            if span is not None or others <= HARD:
                yield Example(source, sample.question, hit.passage.heading_text, hit.passage.text, bool(span), span)


def _find_answer(sample: Sample, hit: ScoredPassage, evidence: Sequence[Span]) -> tuple[int, int] | None:
    """Return the span of the short answer in a passage, in characters of it."""
    passage = hit.passage
    spans = [
        (span.start - passage.start, span.end - passage.start)
        for span in evidence
        if span.document_id == passage.document_id and passage.start <= span.start and span.end <= passage.end
    ]
    if not spans:
        return None
    matches = [
        (start + match.start(), start + match.end())
        for pattern in (*sample.any_of, *sample.all_of)
        for start, end in spans
        for match in [re.search(pattern, passage.text[start:end], re.IGNORECASE)]
        if match and match.group()
    ]
    if sample.all_of and matches:
        return min(start for start, _ in matches), max(end for _, end in matches)
    return matches[0] if matches else spans[0]
