"""Examples for the reader made of suites and their collections: what search finds, and what answers."""

import re
from collections.abc import Iterator, Sequence

from evals.examples import Example
from evals.locating import Span, locate
from evals.suite import Sample
from index.generation import Generation
from index.searching import ScoredPassage

FOUND = 10  # Passages of each question's ranking that become examples.


def make_examples(generation: Generation, samples: Sequence[Sample], source: str) -> Iterator[Example]:
    """Yield each question that stands alone with each passage that search finds for it.

    A passage answers where a piece of evidence stands in it; the short answer is the first match of
    the question's patterns inside the evidence, or else all of the evidence.
    """
    searcher = generation.make_searcher()
    for sample in samples:
        if not sample.history:
            evidence = [span for piece in sample.evidence for span in locate(piece, generation.texts.documents)]
            for hit in searcher.search(sample.question, FOUND):
                span = _find_answer(sample, hit, evidence)
                above, text = hit.passage.heading_text, hit.passage.text
                yield Example(source, sample.question, above, text, span is not None, span)


def _find_answer(sample: Sample, hit: ScoredPassage, evidence: Sequence[Span]) -> tuple[int, int] | None:
    """Return the span of the short answer in a passage, in characters of it."""
    passage = hit.passage
    for span in evidence:
        if span.document_id == passage.document_id and passage.start <= span.start and span.end <= passage.end:
            start, end = span.start - passage.start, span.end - passage.start
            for pattern in (*sample.any_of, *sample.all_of):
                match = re.search(pattern, passage.text[start:end], re.IGNORECASE)
                if match and match.group():
                    return start + match.start(), start + match.end()
            return start, end
    return None
