"""Examples for the reader."""

import random
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from evals.examples import (
    _cut,
    _swap,
    disturb,
    find_part,
    read_conversations,
    read_disagreements,
    read_held_passages,
    read_near_misses,
    read_squad1,
    read_squad2,
)

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not at ../shared/data")


def test_a_key_is_always_in_the_same_part_and_the_shares_are_as_asked() -> None:
    parts = [find_part(f"article {number}", 10, 15) for number in range(2000)]
    assert parts == [find_part(f"article {number}", 10, 15) for number in range(2000)]
    assert 0.07 < parts.count("tuning") / 2000 < 0.13
    assert 0.12 < parts.count("reporting") / 2000 < 0.18


def test_a_long_passage_is_cut_around_its_answer() -> None:
    passage = "before " * 300 + "the answer is 119 parties " + "after " * 300
    start = passage.index("119")
    example = _cut("test", "How many?", "Title", passage, (start, start + 3))
    assert example.span is not None
    assert example.passage[example.span[0] : example.span[1]] == "119"
    assert len(example.passage.split()) <= 91


def test_a_swap_puts_a_name_of_the_same_passage_in_the_question() -> None:
    passage = "The Peace Treaty was signed in Vienna. The Trade Treaty was signed in Geneva by Norway."
    swapped = _swap("Where was the Peace Treaty signed?", passage, [passage], random.Random(3))
    assert swapped is not None
    assert swapped != "Where was the Peace Treaty signed?"
    assert swapped.startswith("Where was the ")


def test_a_question_without_a_name_or_figure_is_not_swapped() -> None:
    assert _swap("Why was it signed?", "The Treaty was signed.", ["Other Names there."], random.Random(1)) is None


@needs_data
def test_no_passage_or_article_is_in_two_parts() -> None:
    for read in (read_near_misses, read_squad2):
        parts = [{example.passage for example in read(DATA, part)} for part in ("training", "tuning", "reporting")]
        assert all(parts)
        assert not parts[0] & parts[1]
        assert not parts[0] & parts[2]
        assert not parts[1] & parts[2]


@needs_data
def test_spans_are_inside_their_passages_and_half_of_the_made_examples_answer() -> None:
    examples = read_squad1(DATA, 200, seed=5)
    assert len(examples) == 200
    assert 90 <= sum(example.answerable for example in examples) <= 120
    for example in examples:
        assert example.answerable == (example.span is not None)
        if example.span is not None:
            assert 0 <= example.span[0] < example.span[1] <= len(example.passage)


def test_where_a_passage_is_cut_does_not_tell_whether_it_answers() -> None:
    filler = "Nothing of interest is said here at all. " * 20
    passage = f"{filler}The treaty has 119 parties today. {filler}"
    start = passage.index("119")
    answered = _cut("test", "How many parties has the treaty?", "", passage, (start, start + 3))
    missed = _cut("test", "How many parties has the treaty left?", "", passage, None)
    assert answered.passage == missed.passage
    assert "119 parties" in missed.passage
    assert missed.passage.startswith(("Nothing", "The"))


@needs_data
def test_conversations_and_disagreements_keep_their_parts_apart() -> None:
    for read in (read_conversations, read_disagreements):
        parts = [{example.passage for example in read(DATA, part)} for part in ("training", "tuning", "reporting")]
        assert all(parts)
        assert not parts[0] & parts[2]
        for example in read(DATA, "training"):
            assert example.span is None or example.passage[slice(*example.span)]


@needs_data
def test_a_passage_that_is_held_back_is_in_no_training_example() -> None:
    held = read_held_passages(DATA)
    assert len(held) > 300
    assert not held & {example.passage for example in read_near_misses(DATA, "training", whole=True)}


def test_a_question_typed_in_haste_is_still_there() -> None:
    question = "How many States are parties to the Firearms Protocol?"
    rng = random.Random(4)
    typed = {disturb(question, rng) for _ in range(50)}
    assert len(typed) > 10
    for one in typed:
        assert abs(len(one) - len(question)) <= 3
        assert fuzz.ratio(one.lower(), question.lower()) > 90
