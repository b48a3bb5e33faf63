"""How well the reader's network reads a given passage: `python -m evals.closed_reading --data ../shared/data`.

Each question of near_miss and of SQuAD 2.0 is put to its own passage: nothing is searched. A long passage is cut into
pieces as an index cuts it, and the likeliest counts. Of the parts kept
for reporting: AUROC of the network's logit for questions that the passage answers against those that it does not, for
near misses also by their kind; token F1 of the most probable span on answered questions; and SQuAD 2.0's own F1, for
which a question below a threshold is answered by nothing, the threshold being the best on the part kept for tuning.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.answering import open_checked, open_network
from assistant.cross_encoding import CrossEncoder
from assistant.settings import Settings
from corpus.collection import find_press_kit, read_collection
from corpus.splitting import Passage, split
from evals.documents import make_document
from evals.examples import Example, Part, read_near_misses, read_squad2
from evals.indexing import find_or_build
from evals.intervals import Interval, bootstrap, bootstrap_rows
from evals.metrics.reference import token_f1
from evals.metrics.separation import auroc
from index.building import ignore_progress


class Read(NamedTuple):
    """What the network makes of an example."""

    example: Example
    answers: float
    """Logit that the passage answers."""
    f1: float
    """Of the most probable span; 0 where there is no answer."""


class Figure(NamedTuple):
    """A measured value."""

    name: str
    n: int
    value: float
    interval: Interval


def read_all(network: CrossEncoder, examples: Sequence[Example]) -> list[Read]:
    """Return what the network makes of every example."""
    cut = {one.passage: _cut(one) for one in examples}
    return [_read(network, example, cut[example.passage]) for example in examples]


def _cut(example: Example) -> list[Passage]:
    return list(split(make_document("passage", example.above, example.passage), Settings().splitting))


def _read(network: CrossEncoder, example: Example, pieces: Sequence[Passage]) -> Read:
    readings = [network.read_text(example.question, piece.heading_text, piece.text) for piece in pieces]
    best = max(range(len(pieces)), key=lambda place: readings[place].answers)
    reading, text = readings[best], pieces[best].text
    span = reading.find_short(0, len(text))
    told = text[slice(*span)] if span else ""
    wanted = example.passage[slice(*example.span)] if example.span else None
    return Read(example, reading.answers, token_f1(told, wanted) if wanted is not None else 0.0)


def measure_near_misses(read: Sequence[Read]) -> Iterator[Figure]:
    """Yield AUROC, of all and of each kind of near miss against all answered questions, and F1."""
    answered = [one for one in read if one.example.answerable]
    others = [one for one in read if not one.example.answerable]
    yield _measure_auroc("near_miss, AUROC", answered, others)
    for kind in sorted({one.example.kind for one in others}):
        yield _measure_auroc(f"near_miss, AUROC, {kind}", answered, [one for one in others if one.example.kind == kind])
    yield _measure_mean("near_miss, F1 of spans", [one.f1 for one in answered])


def measure_squad2(read: Sequence[Read], tuning: Sequence[Read]) -> Iterator[Figure]:
    """Yield AUROC, F1 on answered questions, and F1 with questions left unanswered below the threshold tuned."""
    answered = [one for one in read if one.example.answerable]
    yield _measure_auroc("SQuAD 2.0, AUROC", answered, [one for one in read if not one.example.answerable])
    yield _measure_mean("SQuAD 2.0, F1 of spans, answered questions", [one.f1 for one in answered])
    thresholds = sorted({round(one.answers, 1) for one in tuning})
    threshold = max(thresholds, key=lambda least: float(np.mean(score_all(tuning, least))))
    yield _measure_mean("SQuAD 2.0, F1 of all, declined below a threshold", score_all(read, threshold))


def score_all(read: Sequence[Read], threshold: float) -> list[float]:
    """Return SQuAD 2.0's F1 of each question: where no answer is given, 1 if there is none and else 0."""
    return [one.f1 if one.answers >= threshold else float(not one.example.answerable) for one in read]


def _measure_auroc(name: str, answered: Sequence[Read], others: Sequence[Read]) -> Figure:
    positive, negative = (np.array([one.answers for one in group]) for group in (answered, others))
    return Figure(
        name, len(answered) + len(others), auroc(positive, negative), bootstrap(positive, negative, auroc)
    )  # fmt: skip


def _measure_mean(name: str, values: Sequence[float]) -> Figure:
    rows = np.array(values, dtype=np.float64)[:, None]
    return Figure(name, len(values), float(rows.mean()), bootstrap_rows(rows, lambda drawn: float(drawn.mean())))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("runs/.cache"))
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the public data is not here; see the README", file=sys.stderr)
        raise SystemExit(3)
    settings = Settings()
    root = find_or_build("press_kit", read_collection([find_press_kit()]), settings, ignore_progress, options.cache)
    network = open_network(open_checked(settings.model_copy(update={"index": root})))
    table = Table("figure", "n", "value %", "95 %")
    for figure in _measure_all(network, options.data):
        low, high = (100 * end for end in figure.interval)
        table.add_row(figure.name, str(figure.n), f"{100 * figure.value:.1f}", f"{low:.1f} to {high:.1f}")
    Console().print(table)


def _measure_all(network: CrossEncoder, data: Path) -> Iterator[Figure]:
    yield from measure_near_misses(read_all(network, read_near_misses(data, "reporting", whole=True)))
    parts: tuple[Part, ...] = ("reporting", "tuning")
    reporting, tuning = (read_all(network, read_squad2(data, part, whole=True)) for part in parts)
    yield from measure_squad2(reporting, tuning)


if __name__ == "__main__":
    main()
