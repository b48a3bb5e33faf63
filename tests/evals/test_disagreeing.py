"""Noticing disagreement between pairs of statements."""

import gzip
import json
from pathlib import Path

import pytest

from evals.disagreeing import Outcome, Pair, read_pairs, tabulate
from evals.errors import AbsentDataError
from evals.examples import find_part

ROW = {
    "question": "How many came?",
    "b": "Forty came.",
    "b_value": "Forty",
    "a_value": "30",
    "relation": "conflict",
    "what": "number",
    "title": "Fair",
}


def test_pairs_and_their_documents_are_read(tmp_path: Path) -> None:
    (tmp_path / "disagreement").mkdir()
    passages = [f"The fair of year {number} drew 30 people." for number in range(200)]
    with gzip.open(tmp_path / "disagreement" / "disagreement.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({**ROW, "passage": passage}) + "\n" for passage in passages)
    kept = [one for one in passages if find_part("disagreement:" + one, 10, 40) == "reporting"]
    collection, pairs = read_pairs(tmp_path, "reporting")
    assert 0 < len(kept) < len(passages)
    assert len(pairs) == len(kept)
    assert sorted(one.text for one in collection.documents) == sorted([*kept, *["Forty came."] * len(kept)])


def test_absent_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(AbsentDataError, match="not here"):
        read_pairs(tmp_path, "reporting")


def test_what_is_called_conflicting_is_counted_by_relation() -> None:
    outcomes = [
        Outcome(Pair("a", "conflict", "number"), "conflicting"),
        Outcome(Pair("b", "conflict", "other"), "answered"),
        Outcome(Pair("c", "agree", "date"), "answered"),
        Outcome(Pair("d", "different_scope", "date"), "conflicting"),
    ]
    table = tabulate(outcomes)
    names, counts, called = (list(table.columns[place].cells) for place in (0, 1, 2))
    told = dict(zip(names, zip(counts, called, strict=True), strict=True))
    assert told["conflict"] == ("2", "50.0")
    assert told["conflict, figures, dates and names"] == ("1", "100.0")
    assert told["no conflict"] == ("2", "50.0")
    assert told["different thing"] == ("0", "")
