"""Localisation: how closely the quotations cover the evidence, character by character.

Of the answered answerable questions. With C the characters that are cited and E those of the evidence:
precision |C n E| / |C|, recall |C n E| / |E|, IoU |C n E| / |C u E| (Jaccard, 1901). Evidence that stands in several
places counts where it is cited; a piece that is cited nowhere counts once, where it first stands.
"""

from collections.abc import Iterable
from typing import NamedTuple

from evals.judging import Reason
from evals.locating import Span
from evals.metrics.metric import Asked, CannotBeScored, Mean, Score


class Overlap(NamedTuple):
    """How many characters are cited, are evidence, and are both."""

    cited: int
    evidence: int
    both: int


def find_overlap(cited: Iterable[Span], evidence: Iterable[Span]) -> Overlap:
    """Return the overlap of two sets of spans; spans of one set may overlap each other."""
    one, other = _spread(cited), _spread(evidence)
    return Overlap(len(one), len(other), len(one & other))


def _spread(spans: Iterable[Span]) -> set[tuple[str, int]]:
    return {(span.document_id, place) for span in spans for place in range(span.start, span.end)}


def _measure(asked: Asked) -> Overlap | CannotBeScored | None:
    if not asked.sample.answerable or asked.answer.outcome == "abstained":
        return None
    if not asked.evidence:
        return CannotBeScored(reason=Reason.NO_EVIDENCE)
    cited = [Span(citation.document_id, citation.start, citation.end) for citation in asked.answer.citations]
    touched = [piece for piece in asked.evidence if any(piece.overlaps(place) for place in cited)]
    return find_overlap(cited, touched or asked.evidence[:1])


def _score_precision(asked: Asked) -> Score:
    found = _measure(asked)
    return found.both / found.cited if isinstance(found, Overlap) else found


def _score_recall(asked: Asked) -> Score:
    found = _measure(asked)
    return found.both / found.evidence if isinstance(found, Overlap) else found


def _score_iou(asked: Asked) -> Score:
    found = _measure(asked)
    return found.both / (found.cited + found.evidence - found.both) if isinstance(found, Overlap) else found


SPAN_PRECISION = Mean("span_precision", "cited characters that are evidence", _score_precision)
SPAN_RECALL = Mean("span_recall", "evidence characters that are cited", _score_recall)
SPAN_IOU = Mean("span_iou", "cited and evidence, intersection over union", _score_iou)
