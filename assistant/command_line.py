"""The command line: `palermo ask`, `chat`, `search`, `index`, `generations` and `serve`.

Results go to standard output, everything else to standard error. Exit status 0: done, and an
abstention is a result; 1: a fault; 2: wrong usage.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from assistant.generations import app as generations_app
from assistant.printing import print_answer, print_feedback, print_passages
from assistant.question import Question, Turn
from assistant.settings import Settings
from corpus.errors import CorpusError
from index.errors import SearchIndexError

if TYPE_CHECKING:
    from assistant.answering import Assistant

FAULT, WRONG_USAGE = 1, 2
MOST_NOTICES = 50  # That are printed one by one.

app = typer.Typer(
    help="Answers questions from a collection of documents and proves every sentence with an exact quotation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(generations_app, name="generations")

IndexFolder = Annotated[Path | None, typer.Option("--index", help="Folder of the index.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class SearchMode(StrEnum):
    """Which rankings are used."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


def run() -> None:
    """Run the command line and exit with its status."""
    try:
        app(standalone_mode=True)
    except (SearchIndexError, CorpusError) as error:
        typer.echo(f"palermo: {error}", err=True)
        raise SystemExit(FAULT) from error


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_json: AsJson = False,
    index: IndexFolder = None,
) -> None:
    """Answer one question."""
    asked = _make_question(question, ())
    answer = _open(index).answer(asked)
    if as_json:
        typer.echo(answer.model_dump_json())
    else:
        print_answer(answer)


@app.command()
def chat(index: IndexFolder = None) -> None:
    """Talk: each question is understood after those before it. An empty line or Ctrl-D ends."""
    assistant = _open(index)
    typer.echo(f"{assistant.generation.manifest.collection}\nAsk a question; an empty line ends.", err=True)
    history: list[Turn] = []
    while text := _read_line():
        try:
            question = _make_question(text, history[-20:])
        except typer.BadParameter as error:
            typer.echo(f"palermo: {error}", err=True)
            continue
        answer = assistant.answer(question)
        print_answer(answer)
        history += [Turn(role="user", content=text), Turn(role="assistant", content=answer.text[:20_000])]


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to search for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Passages to show.")] = 10,
    mode: Annotated[SearchMode, typer.Option(help="Rank by meaning, by words, or by both.")] = SearchMode.HYBRID,
    as_json: AsJson = False,
    index: IndexFolder = None,
) -> None:
    """Show the passages that match best, with their scores."""
    _make_question(query, ())
    hits = _open(index).search(query, k, mode.value)
    if as_json:
        from assistant.listing import FoundPassages, list_passages

        typer.echo(FoundPassages(passages=list_passages(hits)).model_dump_json())
    else:
        print_passages(hits)


@app.command(name="index")
def make_index(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, folders, patterns, or - for standard input; else the press kit."),
    ] = None,
    index: IndexFolder = None,
    reuse: Annotated[
        bool, typer.Option("--reuse/--no-reuse", help="Encode only what has changed since the last time.")
    ] = True,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index again whenever a source changes.")] = False,
) -> None:
    """Make an index of files and folders, in place of the one that was there."""
    settings = _read_settings(index)
    if watch and not reuse:
        raise typer.BadParameter("--watch encodes only what changes: leave out --no-reuse")
    if watch:
        from assistant.watching import watch_sources

        return watch_sources(settings, sources or [], lambda told: typer.echo(told, err=True))
    if _build(settings, sources or [], reuse):
        raise typer.Exit(FAULT)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    index: IndexFolder = None,
) -> None:
    """Serve answers over HTTP, and a page to ask on."""
    from assistant.http import serve as serve_http

    settings = _read_settings(index)
    _build_if_none(settings)
    serve_http(settings, host, port)


@app.command()
def feedback(
    as_json: AsJson = False,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Print lines of a suite for `palermo-eval`, to be completed by hand.")
    ] = False,
) -> None:
    """Show what people said of answers."""
    from assistant.feedback import FeedbackStore, write_candidate, write_list

    path = _read_settings(None).feedback_file
    try:
        kept = FeedbackStore(path).read()
    except OSError as error:
        typer.echo(f"palermo: {error}", err=True)
        raise typer.Exit(FAULT) from error
    if candidates:
        for one in kept:
            typer.echo(write_candidate(one))
    elif as_json:
        typer.echo(write_list(kept))
    else:
        print_feedback(kept)


def _read_settings(index: Path | None) -> Settings:
    try:
        return Settings() if index is None else Settings(index=index)
    except ValidationError as error:
        first = error.errors()[0]
        name = "PALERMO_" + "_".join(str(part) for part in first["loc"]).upper()
        raise typer.BadParameter(f"{name}: {first['msg']}") from error


def _make_question(text: str, history: list[Turn] | tuple[()]) -> Question:
    try:
        return Question(question=text, history=tuple(history))
    except ValidationError as error:
        message = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise typer.BadParameter(f"question: {message}") from error


def _open(index: Path | None) -> "Assistant":
    from assistant.live import open_best

    settings = _read_settings(index)
    _build_if_none(settings)
    return open_best(settings).assistant


def _build_if_none(settings: Settings) -> None:
    from index.generation import has_index

    if not has_index(settings.index):
        typer.echo(f"There is no index in {settings.index} yet: making one of the press kit.", err=True)
        _build(settings, [])


def _build(settings: Settings, sources: list[Path], reuse: bool = True) -> int:
    """Make an index, say what was done, and return how many files could not be read."""
    from assistant.indexing import index_sources, write_summary

    with _progress() as report:
        summary = index_sources(settings, sources, report, reuse)
    for notice in summary.notices[:MOST_NOTICES]:
        typer.echo(f"note: {notice}", err=True)
    if len(summary.notices) > MOST_NOTICES:
        typer.echo(f"note: {len(summary.notices) - MOST_NOTICES} more of these", err=True)
    for file in summary.skipped:
        typer.echo(f"skipped {file.reason}", err=True)
    typer.echo(f"{settings.index}: {write_summary(summary)}", err=True)
    return len(summary.skipped)


@contextmanager
def _progress() -> Iterator["Report"]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn("", text_format_no_percentage="", show_speed=True),
        TimeElapsedColumn(),
        TimeRemainingColumn(elapsed_when_finished=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        current = ""

        def report(stage: str, done: int, total: int) -> None:
            nonlocal current
            if stage != current:  # Speed and time left are those of a stage.
                progress.reset(task)
                current = stage
            progress.update(task, description=stage, completed=done, total=total)

        yield report


def _read_line() -> str:
    try:
        prompt = "\n> " if sys.stdin.isatty() else ""
        return input(prompt).strip()
    except (EOFError, KeyboardInterrupt):
        return ""


if TYPE_CHECKING:
    from index.building import Report
