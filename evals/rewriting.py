"""How well follow-ups are made complete, against the rewrites that people made of them.

Each turn of a conversation comes with the self-contained form that a person wrote. What counts is which terms are
added to the question (Voskarides et al., SIGIR 2020): of the terms that the person added and that stand in the
conversation, how many are added (recall), and of those that are added, how many the person added too (precision); F1
over all turns together. Asking as typed adds nothing. Turns that the person left as they were must be left so.

CANARD, CAsT 2020 to 2022 and our own conversations, by whole conversations in two halves.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.following import complete
from assistant.question import Turn
from assistant.selecting import list_terms
from evals.errors import AbsentDataError
from evals.examples import find_part, read_lines
from evals.suite import Split


class FollowUp(NamedTuple):
    """A turn of a conversation and its self-contained form."""

    source: str
    split: Split
    history: tuple[Turn, ...]
    question: str
    rewrite: str


class Selection(NamedTuple):
    """What was added to the questions of a source."""

    source: str
    split: Split
    turns: int
    precision: float
    recall: float
    f1: float
    complete: int
    """Turns that the person left as they were,"""
    kept: float
    """and the share of them that are left."""


def read_follow_ups(data: Path) -> Iterator[FollowUp]:
    """Yield the turns that follow on others.

    Raises:
        AbsentDataError: The data is not here.
    """
    if not data.is_dir():
        raise AbsentDataError(f"{data}: the public data is not here; see the README")
    yield from _read_canard(data / "canard" / "canard_dev_a.jsonl.gz")
    for year in (2020, 2021, 2022):
        yield from _read_cast(data / "trec_cast" / f"cast{year}.jsonl.gz", f"CAsT {year}")
    yield from _read_own(data / "conversations" / "conversations.jsonl.gz")


def _split(key: str) -> Split:
    return "tuning" if find_part(key, 50, 50) == "tuning" else "reporting"


def _make_turns(texts: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
    return tuple(Turn(role="user" if role == "user" else "assistant", content=text) for role, text in texts)


def _read_canard(path: Path) -> Iterator[FollowUp]:
    for row in _read(path):
        title, section, *said = row["History"]
        told = [("user", f"{title}: {section}")]
        told += [("user" if place % 2 == 0 else "assistant", text) for place, text in enumerate(said)]
        yield FollowUp(
            "CANARD", _split(row["QuAC_dialog_id"]), _make_turns(told), row["Question"], row["Rewrite"]
        )  # fmt: skip


def _read_cast(path: Path, source: str) -> Iterator[FollowUp]:
    for row in _read(path):
        told: list[tuple[str, str]] = []
        for earlier in row["history"]:
            if isinstance(earlier, str):
                told.append(("user", earlier))
            else:
                told += [("user", earlier["utterance"]), ("assistant", earlier.get("response") or "")]
        if told:
            key = f"{source}/{row['topic']}"
            yield FollowUp(source, _split(key), _make_turns(told), row["utterance"], row["manual_rewrite"])


def _read_own(path: Path) -> Iterator[FollowUp]:
    for row in _read(path):
        told: list[tuple[str, str]] = []
        for turn in row["turns"]:
            if told:
                yield FollowUp(
                    "conversations", _split(row["pid"]), _make_turns(told), turn["question"], turn["rewrite"]
                )
            told += [("user", turn["question"]), ("assistant", turn["answer"])]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise AbsentDataError(f"{path}: this part of the public data is not here; see the README")
    yield from read_lines(path)


def measure_all(data: Path) -> list[Selection]:
    """Return how well the terms are chosen, by source and half.

    Raises:
        AbsentDataError: The data is not here.
    """
    groups: dict[tuple[str, Split], list[FollowUp]] = {}
    for one in read_follow_ups(data):
        groups.setdefault((one.source, one.split), []).append(one)
    return [measure(source, split, group) for (source, split), group in groups.items()]


def measure(source: str, split: Split, follow_ups: Sequence[FollowUp]) -> Selection:
    """Return how well the terms of the conversation are chosen."""
    added = wanted = both = unchanged = kept = 0
    for one in follow_ups:
        asked = list_terms(one.question)
        said = {term for turn in one.history for term in list_terms(turn.content)}
        person = (list_terms(one.rewrite) - asked) & said
        query = complete(one.question, one.history)
        ours = list_terms(query) - asked
        added, wanted, both = added + len(ours), wanted + len(person), both + len(ours & person)
        if list_terms(one.rewrite) == asked:
            unchanged += 1
            kept += not ours
    precision, recall = both / max(1, added), both / max(1, wanted)
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return Selection(source, split, len(follow_ups), precision, recall, f1, unchanged, kept / max(1, unchanged))
