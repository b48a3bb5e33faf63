"""What a large collection costs: `python -m evals.scaling --data ../shared/data --output runs/scaling`.

Writes the articles of the treaties as Markdown files, or with `--notes` as many small invented notes, indexes them
as a whole, changes ten of them and indexes again, then asks. Commands are measured as whole processes, by the operating
system. With `--documents` for a part of the treaties.
"""

import argparse
import gzip
import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from evals.errors import AbsentDataError
from evals.timing import find_quantiles, run_palermo

ARTICLES = "treaties/treaty_articles_en.jsonl.gz"
CHANGED = 10
QUESTIONS = 50
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
PLACES = "harbour bridge market library museum station garden mill tower canal square theatre school".split()


class Text(NamedTuple):
    """A file to be written."""

    name: str
    text: str
    question: str
    """That the file may answer."""


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--output", type=Path, default=Path("runs/scaling"), help="is emptied first")
    parser.add_argument("--documents", type=int, default=None, help="at most so many articles")
    parser.add_argument("--notes", type=int, default=None, help="so many invented notes instead")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    options = parser.parse_args()
    try:
        texts = make_notes(options.notes) if options.notes else read_articles(options.data, options.documents)
        shutil.rmtree(options.output, ignore_errors=True)
        files, index = options.output / "files", options.output / "index"
        written = write_files(files, texts)
        print(json.dumps(measure(files, index, written, options.questions), indent=1))
    except AbsentDataError as error:
        print(error, file=sys.stderr)
        raise SystemExit(3) from error


def read_articles(data: Path, most: int | None) -> Iterator[Text]:
    """Yield the articles of the treaties as Markdown, under the titles of their treaties.

    Raises:
        AbsentDataError: They are not there.
    """
    path = data / ARTICLES
    if not path.is_file():
        raise AbsentDataError(f"{path}: the public data is not here; see the README")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, most):
            article = json.loads(line)
            title, heading = LINK.sub(r"\1", article["title_en"]), " ".join(article["heading"].split())
            yield Text(
                f"{article['treaty']}/{article['seq']:04d}.md",
                f"# {title}\n\n{article['text']}\n",
                f"What does {heading} of the {title} say?"[:300],
            )


def make_notes(count: int) -> Iterator[Text]:
    """Yield small invented notes, each of its own words."""
    for number in range(count):
        one, other = PLACES[number % len(PLACES)], PLACES[number // len(PLACES) % len(PLACES)]
        lines = (
            f"# Note {number}",
            f"The {one} near the {other} was opened in {1700 + number % 300} as number {number} of its kind. "
            f"It is {number % 97} metres long and {number % 53} metres wide, and {7 * number} people visit it a year.",
            f"Its keeper is reached under the number {100_000 + number}. On Mondays the {other} is closed.",
        )
        yield Text(f"{number // 1000:03d}/{number:06d}.md", "\n\n".join(lines), f"When was number {number} opened?")


def write_files(folder: Path, texts: Iterator[Text]) -> list[tuple[Path, str]]:
    """Write texts into an empty folder; return each file with its question."""
    written = []
    for one in texts:
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.text, encoding="utf-8")
        written.append((path, one.question))
    return written


def measure(files: Path, index: Path, written: Sequence[tuple[Path, str]], questions: int) -> dict[str, object]:
    """Index a folder, change a few of its files, index it again, and ask; return what it cost."""
    full = run_palermo("index", str(files), "--index", str(index))
    for path, _ in written[:: max(1, len(written) // CHANGED)][:CHANGED]:
        path.write_text(path.read_text(encoding="utf-8") + "\nThis was added later.\n", encoding="utf-8")
    update = run_palermo("index", str(files), "--index", str(index))
    return {
        "files": len(written),
        "characters": sum(len(path.read_text(encoding="utf-8")) for path, _ in written),
        "full_seconds": round(full.seconds, 1),
        "full_peak_mib": round(full.peak_mib),
        "changed_files": min(CHANGED, len(written)),
        "update_seconds": round(update.seconds, 1),
        "update_peak_mib": round(update.peak_mib),
        "update_share": round(update.seconds / full.seconds, 4),
        **_look(index, full.seconds, [question for _, question in written], questions),
    }


def _look(index: Path, seconds: float, questions: Sequence[str], most: int) -> dict[str, object]:
    # What is measured above must not be loaded here: a process counts the memory of the one that started it.
    from assistant.answering import open_assistant
    from assistant.question import Question
    from assistant.settings import Settings

    assistant = open_assistant(Settings(index=index))
    manifest = assistant.generation.manifest
    asked = questions[:: max(1, len(questions) // most)][:most]
    with closing(assistant.generation):
        return {
            "passages": manifest.passages,
            "passages_a_second": round(manifest.passages / seconds, 1),
            "reused_passages": manifest.reused,
            "dense": manifest.dense.description,
            "generation_megabytes": round(sum(record.size for record in manifest.files.values()) / 1e6, 1),
            "questions": len(asked),
            "search_ms": _time(lambda question: assistant.search(question, 10), asked),
            "answer_ms": _time(lambda question: assistant.answer(Question(question=question)), asked),
        }


def _time(do: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    do(questions[0])  # Not measured: it warms what is loaded at first use.
    taken = []
    for question in questions:
        began = time.perf_counter()
        do(question)
        taken.append(time.perf_counter() - began)
    p50, p95 = find_quantiles(taken)
    return {"p50": round(p50 * 1000, 1), "p95": round(p95 * 1000, 1)}


if __name__ == "__main__":
    main()
