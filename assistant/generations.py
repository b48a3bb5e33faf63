"""The command line's `palermo generations`: list, verify, go back, collect."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import Settings

app = typer.Typer(help="List, verify, go back to or remove the generations of an index.", invoke_without_command=True)

IndexFolder = Annotated[Path | None, typer.Option("--index", help="Folder of the index.", show_default=False)]
Number = Annotated[int | None, typer.Argument(min=1, help="Number of a generation.", show_default=False)]


@app.callback()
def list_generations(context: typer.Context, index: IndexFolder = None) -> None:
    """List the generations of an index; the live one is marked."""
    context.obj = index
    if context.invoked_subcommand is None:
        _print(_find_root(context, None), verified=False)


@app.command()
def verify(context: typer.Context, index: IndexFolder = None) -> None:
    """Compare every file of every generation with its checksum; exit status 1 if one is damaged."""
    if not _print(_find_root(context, index), verified=True):
        raise typer.Exit(1)


@app.command(name="rollback")
def roll_back(context: typer.Context, number: Number = None, index: IndexFolder = None) -> None:
    """Make an older generation the live one: the newest sound one before it, or the one named."""
    from index import history

    root = _find_root(context, index)
    manifest = history.roll_back(root, None if number is None else f"{number:06d}")
    typer.echo(f"{root}: generation {manifest.generation} is live", err=True)


@app.command()
def collect(context: typer.Context, index: IndexFolder = None) -> None:
    """Remove all generations but the live one and the newest other one."""
    from index.history import collect_old

    root = _find_root(context, index)
    removed = collect_old(root)
    typer.echo(f"{root}: removed {', '.join(removed) if removed else 'nothing'}", err=True)


def _find_root(context: typer.Context, index: Path | None) -> Path:
    """Return the index that was named, behind the subcommand or before it, or that of the settings."""
    named: Path | None = index or context.obj
    return Settings().index if named is None else named


def _print(root: Path, verified: bool) -> bool:
    """Print the generations and return whether nothing is wrong with any."""
    from index.history import describe_generations

    states = describe_generations(root, verified)
    for state in states:
        manifest = state.manifest
        told = (
            f"{manifest.documents} documents, {manifest.passages} passages, {manifest.dense.description}"
            if manifest
            else "unreadable"
        )
        size = f"{state.size_bytes / 1_000_000:,.1f} MB"
        mark = "live" if state.live else "    "
        sound = ["verified"] if verified and state.fault is None else []
        typer.echo("  ".join([manifest.generation if manifest else state.name, mark, told, size, *sound]))
        if state.fault is not None:
            typer.echo(f"palermo: {state.fault}", err=True)
    return all(state.fault is None for state in states)
