"""Answers and rankings in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.answer import Answer, Citation
from assistant.composing import EARLIER, enclose
from assistant.feedback import KeptFeedback
from index.searching import ScoredPassage

DATE = "%-d %B %Y"


def print_answer(answer: Answer, console: Console | None = None) -> None:
    """Print an answer for people: the short answer, each quotation, and where it stands."""
    console = console or Console(highlight=False, soft_wrap=False)
    if answer.query != answer.question:
        console.print(Text(f"Searched for: {answer.query}", style="dim"))
    if answer.abstention is not None:
        console.print(Text(answer.abstention.message, style="bold"))
        for citation in answer.abstention.nearest:
            console.print()
            _print_quote(console, citation.quote, [citation], style="dim")
        return
    if answer.outcome == "conflicting":
        console.print(Text("The sources differ.", style="bold"))
    if answer.short_answer is not None and answer.outcome == "answered":
        console.print(Text(f"{answer.short_answer.text} [{answer.short_answer.citation}]", style="bold"))
    by_number = {citation.number: citation for citation in answer.citations}
    for statement in answer.statements:
        console.print()
        if statement.earlier:
            console.print(Padding(Text(EARLIER), (0, 0, 0, 2)))
        _print_quote(console, statement.text, [by_number[number] for number in statement.citations])


def _print_quote(console: Console, quote: str, citations: Sequence[Citation], style: str = "") -> None:
    console.print(Padding(Text(enclose(quote), style=style), (0, 0, 0, 2)))
    for citation in citations:
        console.print(Padding(Text(f"[{citation.number}] {describe(citation)}", style="dim"), (0, 0, 0, 2)))


def describe(citation: Citation) -> str:
    """Return where a quotation stands, in words: title, page, kind, speaker, date."""
    speaker = citation.speaker and (f"{citation.speaker}, {citation.role}" if citation.role else citation.speaker)
    published = citation.published and citation.published.strftime(DATE)
    page = f"page {citation.page}" if citation.page else None
    parts = [citation.title, page, citation.kind, speaker, published or "undated"]
    return " · ".join(part for part in parts if part)


def print_passages(hits: Sequence[ScoredPassage], console: Console | None = None) -> None:
    """Print a ranking: rank, score, document and place, text."""
    console = console or Console(highlight=False, soft_wrap=False)
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        place = f"{passage.document_id}:{passage.start}-{passage.end}"
        console.print(Text(f"{rank}. {hit.score:.4f}  {place}", style="bold"))
        console.print(Padding(Text(" ".join(passage.text.split())), (0, 0, 1, 3)))
    if not hits:
        console.print("Nothing found.")


def print_feedback(kept: Sequence[KeptFeedback], console: Console | None = None) -> None:
    """Print what people said of answers: verdict and reason, question, comment."""
    console = console or Console(highlight=False, soft_wrap=False)
    for one in kept:
        said = one.feedback
        verdict = said.verdict if said.reason is None else f"{said.verdict}: {said.reason.replace('_', ' ')}"
        console.print(Text(f"{one.id}. {one.received:%Y-%m-%d %H:%M} UTC  {verdict}", style="bold"))
        console.print(Padding(Text(" ".join(said.question.split())), (0, 0, 0, 3)))
        if said.comment:
            console.print(Padding(Text(" ".join(said.comment.split()), style="italic"), (0, 0, 0, 3)))
        console.print(Padding(Text(f"answer {one.answer_id}, generation {said.generation}", style="dim"), (0, 0, 1, 3)))
    if not kept:
        console.print("Nobody has said anything yet.")
