"""Questions to begin and to go on with, each of which was answered out of its own passage when the index was made."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.answer import Answer, Citation
from assistant.proposing import Proposal, propose
from assistant.question import Question
from index.durable import write_file
from index.texts import Texts

SUGGESTIONS_FILE = "suggestions.json"
MOST_KEPT = 12
MOST_STARTERS = 6
LEAST_NEXT = 2  # Questions that lead on, where there are so many,
MOST_NEXT = 3  # and at most.
MOST_ASKED = 24  # Each takes as long as an answer.
MOST_DOCUMENTS = 40  # Of a collection that are looked at.
MOST_OF_A_DOCUMENT = 3
MOST_OF_A_SORT = 2

Ask = Callable[[Question], Answer]


class Suggestion(BaseModel):
    """A question that the collection answers, and where."""

    model_config = ConfigDict(frozen=True)

    question: str
    document_id: str
    start: int = Field(description="Of the quotation that answers, in code points of the document's text.")
    end: int


Suggestions = TypeAdapter(tuple[Suggestion, ...])


def make_suggestions(texts: Texts, ask: Ask) -> tuple[Suggestion, ...]:
    """Return questions that are answered out of the passage that they came from, of many documents and sorts.

    Args:
        ask: Answers from the finished index.
    """
    kept: list[Suggestion] = []
    documents: Counter[str] = Counter()
    sorts: Counter[str] = Counter()
    for proposal in _list_proposals(texts):
        if len(kept) == MOST_KEPT:
            break
        if documents[proposal.document_id] == MOST_OF_A_DOCUMENT or sorts[proposal.sort] == MOST_OF_A_SORT:
            continue
        suggestion = _verify(proposal, ask(Question(question=proposal.question)))
        if suggestion is not None:
            kept.append(suggestion)
            documents[proposal.document_id] += 1
            sorts[proposal.sort] += 1
    return tuple(kept)


def _list_proposals(texts: Texts) -> Iterator[Proposal]:
    """Yield a first question of each document, then a second of each, and so on; few of one sort follow each other."""
    proposed: list[list[Proposal]] = []
    for document in texts.documents[:MOST_DOCUMENTS]:
        passages = texts.read_passages(texts.list_passage_ids([document.id]))
        proposed.append(_mix(propose(document, passages), len(proposed)))
    asked: set[str] = set()
    for row in zip_longest(*proposed):
        for proposal in row:
            if proposal is None or proposal.question.casefold() in asked:
                continue
            if len(asked) == MOST_ASKED:
                return
            asked.add(proposal.question.casefold())
            yield proposal


def _mix(proposals: Sequence[Proposal], turn: int) -> list[Proposal]:
    """Return proposals with the sorts taking turns; sister sheets begin with different sorts."""
    sorts: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        sorts.setdefault(proposal.sort, []).append(proposal)
    rows = list(sorts.values())
    shift = turn % len(rows) if rows else 0
    return [one for row in zip_longest(*rows[shift:], *rows[:shift]) for one in row if one is not None]


def _verify(proposal: Proposal, answer: Answer) -> Suggestion | None:
    """Return the question with the quotation that answers it, if that stands where the question came from."""
    if answer.outcome != "answered":
        return None
    best = answer.citations[0]
    inside = best.document_id == proposal.document_id and best.start < proposal.end and proposal.start < best.end
    if not inside or proposal.question.casefold() in best.quote.casefold():
        return None
    return Suggestion(
        question=proposal.question, document_id=best.document_id, start=best.start, end=best.end
    )  # fmt: skip


def write_suggestions(folder: Path, suggestions: tuple[Suggestion, ...]) -> None:
    """Write suggestions into a generation.

    Raises:
        OSError: The file cannot be written.
    """
    write_file(folder / SUGGESTIONS_FILE, Suggestions.dump_json(suggestions, indent=1))


def read_suggestions(folder: Path) -> tuple[Suggestion, ...]:
    """Return the suggestions of a verified generation; none of one that was made without."""
    path = folder / SUGGESTIONS_FILE
    return Suggestions.validate_json(path.read_bytes()) if path.exists() else ()


def suggest_next(
    suggestions: Sequence[Suggestion],
    asked: Collection[str],
    cited: Sequence[Citation],
    nearest: Sequence[Citation] = (),
    admitted: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return questions that lead on: about something else in the documents that were quoted.

    Where those are fewer than two, others make up two. Where nothing was quoted they are of the documents that came
    nearest, and then of any.

    Args:
        asked: Questions that were asked already.
        cited: What the answer quotes.
        nearest: What came closest to an answer where there is none.
        admitted: Documents that the filters let pass; None for all.
    """
    known = {_fold(question) for question in asked}
    order = {citation.document_id: place for place, citation in reversed(list(enumerate((*cited, *nearest))))}
    fresh = [
        one
        for one in suggestions
        if _fold(one.question) not in known
        and (admitted is None or one.document_id in admitted)
        and not any(_is_told(one, citation) for citation in cited)
    ]
    fresh.sort(key=lambda one: order.get(one.document_id, len(order)))
    close = sum(one.document_id in order for one in fresh)
    most = min(max(close, LEAST_NEXT), MOST_NEXT) if cited else MOST_NEXT
    return tuple(one.question for one in fresh[:most])


def _is_told(suggestion: Suggestion, citation: Citation) -> bool:
    same = suggestion.document_id == citation.document_id
    return same and suggestion.start < citation.end and citation.start < suggestion.end


def _fold(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
