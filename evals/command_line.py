"""The command `palermo-eval`. Results go to standard output, everything else to standard error.

Exit status: 0 done, 1 a fault (or, of `compare`, significantly worse; of `check`, problems found), 2 wrong usage,
3 data that is not on this machine; 130 interrupted, with everything predicted kept.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assistant.settings import Settings
from corpus.collection import Collection, find_press_kit
from corpus.errors import CorpusError
from evals.checking import check_suite, find_suspects
from evals.comparing import Comparison, compare, find_baseline, read_recorded, write_baseline
from evals.errors import AbsentDataError, EvalError, MisuseError
from evals.estimating import WHOLE, Floor, Part, estimate_part
from evals.kits import DOCUMENTS, find_kits
from evals.limits import find_broken, parse_limits
from evals.metrics.exact_quotes import EXACT_QUOTES
from evals.metrics.metric import Asked, pool_rates
from evals.metrics.separation import SEPARATION
from evals.recording import COMPARISON_FILE, REPORT_FILE, read_timings, write_whole
from evals.reporting import write_comparison
from evals.sources import DATA, ORIGINS, Source, read_source
from evals.suite import SPLITS, Split, Suite, list_suites, read_suite
from evals.tables import (
    make_change_table,
    make_flip_table,
    make_group_table,
    make_kit_table,
    make_metric_table,
    make_origin_table,
    make_selection_table,
    make_suite_table,
    tell_times,
)
from index.errors import SearchIndexError

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from evals.indexing import Report
    from evals.running import Run
    from evals.systems import LocalSystem, RemoteSystem

RUNS = Path("runs")
NARROWEST = 120  # Columns, where the output is no terminal and nobody can widen it.

# The first that fits; anything else is a fault of the program, and shows its traceback.
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (AbsentDataError, 3),
    (MisuseError, 2),
    (EvalError, 1),
    (SearchIndexError, 1),
    (CorpusError, 1),
)

HALVES: dict[str, Split] = {split: split for split in SPLITS}

app = typer.Typer(
    help="Ask suites of questions, and say how many answers are right, and how sure that is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Halves(StrEnum):
    """Which half of a suite is asked."""

    TUNING = "tuning"
    REPORTING = "reporting"
    ALL = "all"


SuiteArgument = Annotated[
    str, typer.Argument(help="Name of a suite (see `list`), or path of a JSONL file, a SQuAD file or a BEIR folder.")
]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index that is asked.")]
DocumentsOption = Annotated[
    Path | None, typer.Option("--documents", help="Folder of documents: indexed first, and kept in runs/.cache.")
]
DataOption = Annotated[Path, typer.Option("--data", help="Folder of the public data that some suites are made of.")]
SplitOption = Annotated[Halves, typer.Option("--split", help="The half that is asked.")]
FloorsOption = Annotated[
    bool, typer.Option("--floors/--no-floors", help="Show beside it what a plain dense and a plain BM25 search get.")
]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Start anew where a run was interrupted.")]


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    try:
        app(args=arguments, prog_name="palermo-eval")
    except tuple(kind for kind, _ in STATUSES) as error:
        print(f"palermo-eval: {error}", file=sys.stderr)
        sys.exit(next(status for kind, status in STATUSES if isinstance(error, kind)))
    sys.exit(0)


@app.command("list")
def list_all(data: DataOption = DATA) -> None:
    """List the suites with their sizes, and those that are made of public data with origin and licence."""
    console = _make_console()
    console.print(make_suite_table([read_suite(name) for name in list_suites()]))
    made: dict[str, Suite] = {}
    for name in ORIGINS:
        with suppress(AbsentDataError):
            made[name] = read_source(name, data).suite
    console.print(make_origin_table(ORIGINS, made))


@app.command("run")
def run_one(
    suite: SuiteArgument,
    output: Annotated[Path | None, typer.Option("--output", help="Folder of the run; runs/SUITE if not given.")] = None,
    split: SplitOption = Halves.ALL,
    tag: Annotated[str | None, typer.Option("--tag", help="Ask only the questions with this tag.")] = None,
    index: IndexOption = None,
    documents: DocumentsOption = None,
    data: DataOption = DATA,
    url: Annotated[str | None, typer.Option("--url", help="Address of a running server that is asked instead.")] = None,
    floors: FloorsOption = True,
    fresh: FreshOption = False,
    fail_under: Annotated[
        str, typer.Option("--fail-under", help="Limits to keep, such as right=0.8,declined=0.9; exit status 1 if not.")
    ] = "",
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit status 1 if it is worse than the committed baseline, beyond chance.")
    ] = False,
) -> None:
    """Ask a suite, print what is right, wrong and declined, and write everything into a folder.

    An interrupted run goes on where it stopped.
    """
    limits = parse_limits(fail_under)
    source = read_source(suite, data)
    read = source.suite
    folder = output or RUNS / read.name
    baseline = find_baseline(read.name)
    if gate and not baseline.is_file():
        raise AbsentDataError(f"{baseline}: no baseline; make one with `palermo-eval baseline {folder}`")
    result = _run(source, HALVES.get(split), folder, index, documents, floors, fresh, url, tag)
    console = _make_console()
    before = {part.name: part for part in result.baseline.parts} if result.baseline else {}
    for part in result.report.parts:
        title = f"{read.name}, {part.name}" if part.name != WHOLE else read.name
        _print_part(console, title, part, before.get(part.name))
    print(tell_times([timing.seconds["total"] for timing in read_timings(folder)]))
    _say(f"everything is in {folder}; to look at it, open {folder / REPORT_FILE}")
    _check_quotes(result.report.parts)
    broken = find_broken(limits, result.questions)
    for line in broken:
        _say(line)
    if (gate and _show_comparison(compare(baseline, folder), baseline, folder)) or broken:
        raise typer.Exit(1)


@app.command("baseline")
def refresh_baseline(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run of the whole suite.")],
    output: Annotated[Path | None, typer.Option("--output", help="File; the committed one if not given.")] = None,
) -> None:
    """Make a run the baseline of its suite, and print what that changes."""
    recorded = read_recorded(folder)
    path = output or find_baseline(recorded.suite)
    if path.is_file():
        try:
            _show_comparison(compare(path, folder), path, folder)
        except MisuseError as error:
            _say(f"the old baseline is of other questions: {error}")
    write_baseline(recorded, path)
    _say(f"{path}: {len(recorded.judgements)} questions")


@app.command("kits")
def run_kits(
    folder: Annotated[Path, typer.Argument(help="Folder of kits, each a folder with suite.jsonl and documents/.")],
    only: Annotated[str, typer.Option("--only", help="Names of kits, with commas between them.")] = "",
    output: Annotated[Path, typer.Option("--output", help="Folder of the runs.")] = RUNS / "kits",
    split: SplitOption = Halves.ALL,
    floors: FloorsOption = True,
    fresh: FreshOption = False,
) -> None:
    """Ask the suites of a folder of kits, each of an index of its own documents."""
    kits = find_kits(folder, [name.strip() for name in only.split(",") if name.strip()])
    chosen = [kit for kit in kits if HALVES.get(split) in (None, kit.split)]
    if not chosen:
        raise MisuseError(f"{folder}: none of these kits is in the half `{split}`")
    rows: list[tuple[str, str, Part]] = []
    halves: dict[str, list[Asked]] = {}
    for kit in chosen:
        half = kit.split or WHOLE
        source = Source(read_suite(str(kit.suite)), None)
        result = _run(source, None, output / kit.name, None, kit.documents, floors, fresh)
        rows.extend((kit.name, half, part) for part in result.report.parts)
        halves.setdefault(half, []).extend(result.questions)
    totals = [
        estimate_part(half, questions, _pool_floors([part for _, other, part in rows if other == half]))
        for half, questions in halves.items()
    ]
    console = _make_console()
    for part in totals:
        _print_part(console, f"kits, {part.name}", part)
    console.print(make_kit_table([*rows, *(("total", part.name, part) for part in totals)]))
    _say(f"everything is in {output}")
    _check_quotes(totals)


@app.command("check")
def check(
    suite: SuiteArgument,
    index: IndexOption = None,
    documents: DocumentsOption = None,
    data: DataOption = DATA,
    suspects: Annotated[
        bool, typer.Option("--suspects", help="Ask the unanswerable questions, and list those with a sure answer.")
    ] = False,
) -> None:
    """Say what is wrong with a suite: evidence that stands nowhere, patterns that match the question, and the like."""
    source = read_source(suite, data)
    read = source.suite
    problems = check_suite(read, _read_documents(source, index, documents).documents)
    for problem in problems:
        print(f"{read.path}:{problem.line}: {problem.sample_id}: {problem.fault}")
    if suspects:
        with _open_system(source, index, documents) as system:
            for suspect in find_suspects(read, system):
                print(f"{read.path}:{suspect.line}: {suspect.sample_id}: suspect: {suspect.fault}")
    _say(f"{read.name}: {len(read.samples)} questions, {len(problems)} problems")
    if problems:
        raise typer.Exit(1)


@app.command("rewriting")
def measure_rewriting(data: DataOption = DATA) -> None:
    """Say how well follow-up questions are made complete, against the rewrites that people made of them."""
    from evals.rewriting import measure_all

    _make_console().print(make_selection_table(measure_all(data)))


@app.command("compare")
def compare_two(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a run.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="Folder of a later one.")],
    output: Annotated[Path | None, typer.Option("--output", help="HTML file; in RUN_B if not given.")] = None,
) -> None:
    """Say what changed between two runs; the exit status is 1 if something got worse by more than chance."""
    comparison = compare(before, after)
    target = output or after / COMPARISON_FILE
    write_whole(target, write_comparison(comparison))
    worse = _show_comparison(comparison, before, after)
    _say(f"to look at it, open {target}")
    if worse:
        raise typer.Exit(1)


def _show_comparison(comparison: Comparison, before: Path, after: Path) -> bool:
    """Print what changed, and return whether something got worse by more than chance."""
    console = _make_console()
    console.print(make_change_table(before, after, comparison.changes))
    if comparison.flips:
        console.print(make_flip_table(comparison.flips))
    if comparison.worse:
        _say(f"{after} is worse than {before}, by more than chance: {', '.join(comparison.worse)}")
    return bool(comparison.worse)


def _run(
    source: Source,
    split: Split | None,
    folder: Path,
    index: Path | None,
    documents: Path | None,
    floors: bool,
    fresh: bool,
    url: str | None = None,
    tag: str | None = None,
) -> "Run":
    from evals.running import run_suite

    suite = source.suite
    total = len(suite.select(split, tag))
    with _open_system(source, index, documents, url) as system, _make_progress() as progress:
        task = progress.add_task(suite.name, total=total)
        try:
            return run_suite(
                suite,
                split,
                system,
                folder,
                lambda done: progress.update(task, completed=done),
                floors=floors,
                fresh=fresh,
                tag=tag,
            )
        except KeyboardInterrupt:
            _say("interrupted: run the same command again to go on where it stopped")
            raise


@contextmanager
def _open_system(
    source: Source, index: Path | None, documents: Path | None, url: str | None = None
) -> Iterator["LocalSystem | RemoteSystem"]:
    from evals.systems import LocalSystem, RemoteSystem

    if url is not None:
        if index is not None or documents is not None:
            raise MisuseError("give --url, or --index or --documents, not both")
        yield RemoteSystem(url)
        return
    settings = _read_settings()
    assistant = _open_assistant(source, settings, index, documents)
    with closing(assistant.generation):
        yield LocalSystem(assistant, settings)


def _open_assistant(source: Source, settings: Settings, index: Path | None, documents: Path | None) -> "Assistant":
    from assistant.answering import open_assistant
    from assistant.indexing import index_sources
    from evals.indexing import find_or_build, read_documents
    from index.generation import has_index

    folder = _find_documents(source.suite, index, documents)
    collection = source.collection if folder is None and index is None else None
    if folder is not None:
        collection = read_documents(folder)
        for skipped in collection.skipped:
            _say(f"skipped {skipped.file}: {skipped.reason}")
    if collection is not None:
        with _building() as report:
            index = find_or_build(source.suite.name, collection, settings, report)
    opened = settings if index is None else settings.model_copy(update={"index": index})
    if index is None and not has_index(opened.index):
        _say(f"there is no index in {opened.index} yet: making one of the press kit")
        with _building() as report:
            index_sources(opened, [], report)
    return open_assistant(opened)


def _read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PALERMO_" + "_".join(str(part) for part in first["loc"]).upper()
        raise MisuseError(f"{name}: {first['msg']}") from error


def _find_documents(suite: Suite, index: Path | None, documents: Path | None) -> Path | None:
    """Return the folder that is indexed for a suite; None where an index is there."""
    if index is not None and documents is not None:
        raise MisuseError("give --index or --documents, not both")
    beside = suite.path.parent / DOCUMENTS
    return documents or (beside if index is None and beside.is_dir() else None)


def _read_documents(source: Source, index: Path | None, documents: Path | None) -> Collection:
    from evals.indexing import read_documents, read_index

    folder = _find_documents(source.suite, index, documents)
    if index is not None:
        return read_index(index, _read_settings())
    if folder is None and source.collection is not None:
        return source.collection
    return read_documents(folder or find_press_kit())


def _pool_floors(parts: Sequence[Part]) -> tuple[Floor, ...]:
    """Return the floors of several kits as one, each with its own best threshold; areas cannot be pooled."""
    return tuple(
        Floor(
            name=floor.name,
            estimates=tuple(
                pool_rates(
                    [
                        found
                        for part in parts
                        for one in part.floors
                        if one.name == floor.name
                        if (found := one.find(estimate.name))
                    ]
                )
                for estimate in floor.estimates
                if estimate.name != SEPARATION.name
            ),
        )
        for floor in parts[0].floors
    )


def _print_part(console: Console, title: str, part: Part, baseline: Part | None = None) -> None:
    console.print(make_group_table(title, part))
    console.print(make_metric_table(title, part, baseline))


def _check_quotes(parts: Sequence[Part]) -> None:
    for part in parts:
        quotes = next(estimate for estimate in part.metrics if estimate.name == EXACT_QUOTES.name)
        if quotes.value is not None and quotes.value < 1:
            wrong = round((1 - quotes.value) * quotes.n)
            _say(f"{part.name}: {wrong} of {quotes.n} quotes are not what the document says at their place")
            raise typer.Exit(1)


def _make_console() -> Console:
    return Console(width=None if sys.stdout.isatty() else NARROWEST)


def _make_progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def _building() -> Iterator["Report"]:
    with _make_progress() as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done)

        yield report


def _say(message: str) -> None:
    print(f"palermo-eval: {message}", file=sys.stderr)
