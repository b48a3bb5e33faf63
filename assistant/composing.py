"""From evidence to an answer: which quotations, in which order, and what stands before them."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from assistant.agreeing import Agreement, compare
from assistant.answer import Citation, ShortAnswer, Statement
from assistant.reading import Evidence
from assistant.wanting import Wanted
from corpus.document import Document
from corpus.lines import LABEL, is_label
from index.texts import Texts

Span = tuple[int, int]

MOST_QUOTATIONS = 3
MOST_QUOTATIONS_SEVERAL = 5  # Where several things are asked for.
LEAST_SHARE = 0.5  # Of the best evidence's probability that a further quotation needs,
LEAST_SHARE_OPEN = 0.35  # or needs where no single value was asked for,
LEAST_SHARE_SEVERAL = 0.25  # or needs where several things are asked for,
LEAST_SHARE_SISTER = 0.8  # or needs where it stands in a sister sheet, which tells of another thing,
LEAST_SHARE_OWN = 0.6  # or needs to lead instead of it where its sheet's title fits the question better,
LEAST_SHARE_SURE = 0.35  # or from which it answers the same question whatever its words,
LEAST_SHARE_VALUE = 0.1  # or where it gives another value for the same thing, or the same one elsewhere.
EARLIER = "An earlier version said:"
OPEN = frozenset({Wanted.THING, Wanted.REASON, Wanted.MANNER, Wanted.YES_OR_NO})


class Chosen(NamedTuple):
    """What an answer quotes."""

    groups: list[list[Evidence]]
    """Each group is one statement: its first evidence is quoted, the others say the same elsewhere."""
    conflicting: bool
    """Whether two sources give different values for the same thing."""
    earlier: tuple[Evidence, ...] = ()
    """What an older version of a document says otherwise."""


class Relations(Protocol):
    """How documents, by id, stand to each other."""

    def are_sisters(self, one: str, other: str) -> bool:
        """Return whether they are sheets of one series, which tell of different things."""
        ...

    def is_newer(self, one: str, other: str) -> bool:
        """Return whether one is a newer version of the other."""
        ...


def choose(
    evidence: Sequence[Evidence], wanted: Wanted, relations: Relations, several: bool = False, dated: bool = False
) -> Chosen:
    """Return the evidence to quote: the best, and what is nearly as good and adds to it.

    What gives the same value in another document stands beside the best as a second source. What
    gives another value for the same thing is quoted too, and makes the answer conflicting; what gives
    a vaguer or exacter one ("over 100" and 107) is quoted and does not. Of versions of one document the newest
    leads; what an older one says otherwise stands behind it and is no contradiction. Reasons and explanations are
    put in reading order.

    Args:
        several: The question asks for more than one thing, which may stand in several places.
        dated: The question names a time of its own, so that the newest is not what it asks for.
    """
    best = evidence[0] if dated else _find_newest(evidence, wanted, relations)
    most = MOST_QUOTATIONS_SEVERAL if several else MOST_QUOTATIONS
    found = best
    best = _find_own_sheet(evidence, best, relations)
    groups, conflicting, earlier = [[best]], False, []
    least = LEAST_SHARE_SEVERAL if several else LEAST_SHARE_OPEN if wanted in OPEN else LEAST_SHARE
    for other in evidence:
        if other is best:
            continue
        share = other.probability / best.probability
        if share < LEAST_SHARE_VALUE:
            break
        documents = best.hit.passage.document_id, other.hit.passage.document_id
        if not dated and relations.is_newer(*documents) and _differ(wanted, best, other):
            if len(groups) < most:
                groups.append([other])
                earlier.append(other)
            continue
        sisters = relations.are_sisters(*documents)
        if sisters and best is not found:
            continue
        told = other.found and best.subject.around <= other.subject.around
        sure = told or share >= LEAST_SHARE_SURE
        agreement = Agreement.UNRELATED if sisters else _compare(wanted, best, other, sure)
        if agreement is Agreement.SAME:
            if other.hit.passage.document_id not in {one.hit.passage.document_id for one in groups[0]}:
                groups[0].append(other)
        elif agreement in (Agreement.DIFFERENT, Agreement.COMPATIBLE) and len(groups) < most:
            groups.append([other])
            conflicting = conflicting or agreement is Agreement.DIFFERENT
        elif share >= (LEAST_SHARE_SISTER if sisters else least) and len(groups) < most and not _repeats(other, groups):
            groups.append([other])
    if wanted in (Wanted.REASON, Wanted.MANNER) and len({group[0].hit.passage.document_id for group in groups}) == 1:
        groups.sort(key=lambda group: group[0].span)
    # A line with a label gives its value and nothing else, which makes it the plainest proof.
    groups[0].sort(key=lambda one: not (is_label(read_span(one)) and one.probability >= LEAST_SHARE * best.probability))
    return Chosen(groups, conflicting, tuple(earlier))


def _find_own_sheet(evidence: Sequence[Evidence], best: Evidence, relations: Relations) -> Evidence:
    """Return the best evidence, or what a sister sheet says whose title has as much of the question and less else.

    The sheet of a protocol names the convention that it belongs to as well; who asks for the convention means its own.
    """
    own = best
    for other in evidence:
        if other.probability < LEAST_SHARE_OWN * best.probability:
            break
        sisters = relations.are_sisters(best.hit.passage.document_id, other.hit.passage.document_id)
        shorter = len(other.hit.passage.title.split()) < len(own.hit.passage.title.split())
        if sisters and shorter and best.subject.titled <= other.subject.titled:
            own = other
    return own


def _find_newest(evidence: Sequence[Evidence], wanted: Wanted, relations: Relations) -> Evidence:
    """Return the best evidence, or what a newer version of its document says instead."""
    newest = evidence[0]
    for other in evidence[1:]:
        if other.probability < LEAST_SHARE_VALUE * evidence[0].probability:
            break
        documents = other.hit.passage.document_id, newest.hit.passage.document_id
        if relations.is_newer(*documents) and _differ(wanted, newest, other):
            newest = other
    return newest


def _differ(wanted: Wanted, one: Evidence, other: Evidence) -> bool:
    """Return whether two versions of a document give different values for the same thing."""
    first, second = read_span(one), read_span(other)
    labels = [LABEL.match(text) if is_label(text) else None for text in (first, second)]
    if labels[0] and labels[1]:
        same = _fold(labels[0]["label"]) == _fold(labels[1]["label"])
        return same and _fold(labels[0]["value"]) != _fold(labels[1]["value"])
    if labels[0] or labels[1] or one.short is None or other.short is None:
        return False
    return compare(wanted, read_short(one), first, read_short(other), second) is Agreement.DIFFERENT


def _compare(wanted: Wanted, best: Evidence, other: Evidence, sure: bool = False) -> Agreement:
    """Return how the values of two pieces of evidence stand; two lines with labels speak of different things.

    Args:
        sure: The reader finds that both answer, so that they speak of the same thing in whatever words.
    """
    one, two = read_span(best), read_span(other)
    if _fold(one) == _fold(two):
        return Agreement.SAME
    apart = best.hit.passage.document_id != other.hit.passage.document_id
    if best.short is None or other.short is None or not apart or (is_label(one) and is_label(two)):
        return Agreement.UNRELATED
    if (is_label(one) or is_label(two)) and not _share_subject(best, other):
        return Agreement.UNRELATED
    return compare(wanted, read_short(best), one, read_short(other), two, sure)


def _share_subject(one: Evidence, other: Evidence) -> bool:
    """Return whether what the question names and the title above one piece of evidence says is said near the other too.

    A line such as "Entry into force: 3 July 2005" is about what its sheet's title says, and about nothing else.
    """
    return one.subject.titled <= other.subject.around and other.subject.titled <= one.subject.around


def _repeats(other: Evidence, groups: Sequence[Sequence[Evidence]]) -> bool:
    return any(_fold(read_span(other)) == _fold(read_span(one)) for group in groups for one in group)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def read_short(evidence: Evidence) -> str:
    """Return the words of the short answer in a piece of evidence; nothing where it has none."""
    if evidence.short is None:
        return ""
    start, end = evidence.short
    passage = evidence.hit.passage
    return passage.text[start - passage.start : end - passage.start]


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

    def hold(self, document_id: str, span: Span) -> bool:
        """Return whether a longer quotation that is there has the span in it."""
        return any(
            citation.document_id == document_id
            and citation.start <= span[0]
            and span[1] <= citation.end
            and (citation.start, citation.end) != span
            for citation in self.citations
        )

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
    )


def state(citations: Sequence[Citation], earlier: bool = False) -> Statement:
    """Return the first quotation as a statement that all of them prove.

    Args:
        earlier: It is out of an older version of a document that says otherwise now.
    """
    numbers = tuple(citation.number for citation in citations)
    return Statement(text=citations[0].quote, citations=numbers, earlier=earlier)


def enclose(quote: str) -> str:
    """Return a quotation in quotation marks; one that has its own keeps them."""
    return quote if quote.startswith(("“", '"', "«", "„")) else f"“{quote}”"


def write_text(short: ShortAnswer | None, statements: Sequence[Statement]) -> str:
    """Return the answer as plain text: the short answer, then each quotation with its marker."""
    lines = [] if short is None else [f"{short.text} [{short.citation}]", ""]
    for statement in statements:
        markers = "".join(f"[{number}]" for number in statement.citations)
        lead = f"{EARLIER} " if statement.earlier else ""
        lines.append(f"{lead}{enclose(' '.join(statement.text.split()))} {markers}")
    return "\n".join(lines)
