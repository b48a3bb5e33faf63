"""How well disagreement is noticed: `python -m evals.disagreeing --data ../shared/data`.

Pairs of a passage and another document's statement, each with a question that both seem to answer and how they stand to
each other, written by people who read the passage: a conflict, the same in other words, another scope, another thing.
All passages and statements of a part are one collection, and every question is asked of it. Found are the conflicts
that are answered as `conflicting`; false alarms are the other pairs that are.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from assistant.answering import make_assistant
from assistant.question import Question
from assistant.settings import Settings
from corpus.collection import Collection
from evals.documents import make_collection, make_document
from evals.errors import AbsentDataError
from evals.examples import Part, find_part, read_lines
from evals.indexing import find_or_build
from evals.intervals import wilson
from index.building import ignore_progress
from index.generation import open_generation

VALUES = frozenset({"number", "date", "name"})
CONFLICT = "conflict"


class Pair(NamedTuple):
    """A question, and how the two statements that seem to answer it stand to each other."""

    question: str
    relation: str
    what: str
    """Kind of value: number, date, name or other."""


class Outcome(NamedTuple):
    """What was answered."""

    pair: Pair
    outcome: str


def read_pairs(data: Path, part: Part) -> tuple[Collection, list[Pair]]:
    """Return the documents and the pairs of a part.

    Raises:
        AbsentDataError: The data is not here.
    """
    path = data / "disagreement" / "disagreement.jsonl.gz"
    if not path.is_file():
        raise AbsentDataError(f"{path}: this part of the public data is not here; see the README")
    rows: list[dict[str, Any]] = [
        row for row in read_lines(path) if find_part("disagreement:" + str(row["passage"]), 10, 40) == part
    ]
    passages = {str(row["passage"]): row for row in rows}
    documents = [
        make_document(f"passage-{number}", row["title"], text)
        for number, (text, row) in enumerate(passages.items(), start=1)
    ]
    documents += [
        make_document(f"statement-{number}", f"On {row['title']}", row["b"]) for number, row in enumerate(rows, start=1)
    ]
    pairs = [Pair(row["question"], row["relation"], row["what"]) for row in rows]
    return make_collection("Statements that may disagree", documents), pairs


def ask_pairs(collection: Collection, pairs: Sequence[Pair], cache: Path) -> list[Outcome]:
    """Return what is answered to the question of every pair."""
    settings = Settings()
    root = find_or_build("disagreement", collection, settings, ignore_progress, cache)
    with closing(open_generation(root, settings.model, settings.splitting)) as generation:
        assistant = make_assistant(settings, generation)
        return [Outcome(pair, assistant.answer(Question(question=pair.question)).outcome) for pair in pairs]


def tabulate(outcomes: Sequence[Outcome]) -> Table:
    """Return the shares that are called conflicting by relation, of all pairs and of figures, dates and names."""
    table = Table("pairs", "n", "called conflicting %", "95 %", "declined %")
    for relation in (CONFLICT, "agree", "different_scope", "different_thing", "no conflict"):
        for values in (False, True):
            group = [
                one
                for one in outcomes
                if (one.pair.relation == relation or (relation == "no conflict" and one.pair.relation != CONFLICT))
                and (not values or one.pair.what in VALUES)
            ]
            name = relation.replace("_", " ") + (", figures, dates and names" if values else "")
            table.add_row(name, str(len(group)), *_count(group))
    return table


def _count(group: Sequence[Outcome]) -> tuple[str, str, str]:
    """Return the share called conflicting, its interval, and the share declined; nothing of an empty group."""
    if not group:
        return "", "", ""
    called = sum(one.outcome == "conflicting" for one in group)
    low, high = wilson(called, len(group))
    declined = sum(one.outcome == "abstained" for one in group)
    return (
        f"{100 * called / len(group):.1f}",
        f"{100 * low:.1f} to {100 * high:.1f}",
        f"{100 * declined / len(group):.1f}",
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--part", choices=("training", "tuning", "reporting"), default="reporting")
    parser.add_argument("--cache", type=Path, default=Path("runs/.cache"))
    options = parser.parse_args()
    try:
        collection, pairs = read_pairs(options.data, options.part)
    except AbsentDataError as error:
        print(error, file=sys.stderr)
        raise SystemExit(3) from error
    Console().print(tabulate(ask_pairs(collection, pairs, options.cache)))


if __name__ == "__main__":
    main()
