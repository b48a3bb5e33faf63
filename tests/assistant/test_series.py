"""Sheets of a series: the same labels, other values."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from assistant.series import Series
from assistant.settings import Settings
from index.generation import open_generation
from tests.assistant.conftest import index_texts

SHEETS = frozenset(
    f"{name}-fact-sheet"
    for name in (
        "convention",
        "trafficking-in-persons-protocol",
        "smuggling-of-migrants-protocol",
        "firearms-protocol",
    )
)


@pytest.fixture
def series(tmp_path: Path) -> Callable[..., Series]:
    def make(**files: str) -> Series:
        settings = index_texts(tmp_path, {f"{name}.txt": text for name, text in files.items()})
        return Series(open_generation(settings.index, settings.model, settings.splitting).texts)

    return make


def test_the_fact_sheets_of_the_press_kit_are_a_series_and_nothing_else_is(press_kit_index: Path) -> None:
    settings = Settings(index=press_kit_index)
    texts = open_generation(settings.index, settings.model, settings.splitting).texts
    found = Series(texts)
    for one, other in combinations([document.id for document in texts.documents], 2):
        assert found.holds(one, other) == ({one, other} <= SHEETS), (one, other)
        assert found.holds(one, other) == found.holds(other, one)


def test_a_document_is_no_sister_of_itself(press_kit_index: Path) -> None:
    settings = Settings(index=press_kit_index)
    found = Series(open_generation(settings.index, settings.model, settings.splitting).texts)
    assert not found.holds("convention-fact-sheet", "convention-fact-sheet")
    assert not found.holds("convention-fact-sheet", "no-such-document")


def test_the_same_address_below_two_texts_makes_them_no_series(series: Callable[..., Series]) -> None:
    address = "\n\nContact: Ada Brink\n\nTelephone: 55 19 20\n\nOffice: Harbour Road 4\n"
    found = series(one=f"The bridge opens on Monday.{address}", two=f"The tram stops on Sunday.{address}")
    assert not found.holds("one", "two")
