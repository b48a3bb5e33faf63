"""Training the reader: the command that made the shipped weights, in a run of a few steps."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from assistant.pairing import prepare_tokenizer
from evals.examples import Example
from evals.training import Plan, encode_example, order_batches, train
from index.model import PACKAGED, find_model

EXAMPLES = [
    Example("test", "When did it enter into force?", "Sheet", "It entered into force on 3 July 2005.", True, (25, 36)),
    Example("test", "Who signed it?", "Sheet", "It entered into force on 3 July 2005.", False, None),
    Example("test", "How many parties?", "Sheet", "Signatories: 52\nParties: 119", True, (25, 28)),
    Example("test", "Where was it signed?", "Sheet", "Signatories: 52\nParties: 119", False, None),
]
PLAN = Plan(seed=1, passes=2, batch=2, rate=1e-4, examples=len(EXAMPLES), start="")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return prepare_tokenizer(Tokenizer.from_file(str(find_model(PACKAGED).folder / "tokenizer.json")))


def test_the_tokens_of_an_answer_are_those_of_its_span(tokenizer: Tokenizer) -> None:
    encoded = encode_example(tokenizer, EXAMPLES[0])
    tokens = tokenizer.decode(encoded.pair.ids[encoded.start : encoded.end + 1])
    assert tokens == "3 july 2005"
    assert encoded.answers == 1.0


def test_an_example_without_an_answer_has_no_span(tokenizer: Tokenizer) -> None:
    encoded = encode_example(tokenizer, EXAMPLES[1])
    assert (encoded.answers, encoded.start, encoded.end) == (0.0, -1, -1)


def test_an_answer_that_is_cut_off_does_not_count_as_one(tokenizer: Tokenizer) -> None:
    passage = "word " * 400 + "119"
    encoded = encode_example(
        tokenizer, Example("test", "How many?", "", passage, True, (len(passage) - 3, len(passage)))
    )
    assert (encoded.answers, encoded.start) == (0.0, -1)


def test_a_pass_holds_every_example_once_and_is_the_same_again() -> None:
    lengths = [5, 9, 3, 7, 8, 2, 6]
    batches = order_batches(lengths, PLAN, 0)
    assert sorted(place for batch in batches for place in batch) == list(range(7))
    assert batches == order_batches(lengths, PLAN, 0)
    assert batches != order_batches(lengths, PLAN, 1)


def test_a_run_that_was_interrupted_ends_with_the_weights_of_one_that_was_not(tmp_path: Path) -> None:
    straight = train(EXAMPLES, PLAN, tmp_path / "straight").trained()
    train(EXAMPLES, PLAN, tmp_path / "interrupted", steps=1)
    resumed = train(EXAMPLES, PLAN, tmp_path / "interrupted").trained()
    assert (tmp_path / "straight" / "reader.safetensors").is_file()
    for name, weights in straight.items():
        assert torch.equal(weights, resumed[name]), name


def test_a_checkpoint_of_another_plan_is_refused(tmp_path: Path) -> None:
    train(EXAMPLES, PLAN, tmp_path, steps=1)
    with pytest.raises(SystemExit, match="another plan"):
        train(EXAMPLES, PLAN._replace(seed=2), tmp_path, steps=1)
