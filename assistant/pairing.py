"""A question and a passage as the reader's network takes them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

LONGEST_TOKENS = 224

Integers = NDArray[np.int64]


class Pair(NamedTuple):
    """Token ids of "[CLS] question [SEP] what stands above, passage [SEP]"."""

    ids: list[int]
    types: list[int]
    """0 for the question, 1 for the rest."""
    passage: list[int]
    """1 for tokens of the passage itself."""
    offsets: list[tuple[int, int]]
    """Of each token in the passage, in characters; meaningless where `passage` is 0."""


def prepare_tokenizer(tokenizer: Tokenizer) -> Tokenizer:
    """Return the tokenizer, set so that a long passage is cut and a question never is."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST_TOKENS, strategy="only_second")
    return tokenizer


def pair(tokenizer: Tokenizer, question: str, above: str, passage: str) -> Pair:
    """Return a question with a passage and what stands above it."""
    shift = len(above) + 1
    encoding = tokenizer.encode(question, f"{above}\n{passage}")
    spans = list(zip(encoding.type_ids, encoding.offsets, strict=True))
    inside = [int(kind == 1 and end > shift) for kind, (_, end) in spans]
    offsets = [(max(0, start - shift), end - shift) for start, end in encoding.offsets]
    return Pair(encoding.ids, encoding.type_ids, inside, offsets)


def pad(pairs: Sequence[Pair]) -> dict[str, Integers]:
    """Return the network's inputs, each (pairs, longest) int64."""
    length = max(len(one.ids) for one in pairs)

    def fill(rows: Sequence[Sequence[int]]) -> Integers:
        filled = np.zeros((len(rows), length), dtype=np.int64)
        for place, row in enumerate(rows):
            filled[place, : len(row)] = row
        return filled

    return {
        "input_ids": fill([one.ids for one in pairs]),
        "attention_mask": fill([[1] * len(one.ids) for one in pairs]),
        "token_type_ids": fill([one.types for one in pairs]),
        "passage": fill([one.passage for one in pairs]),
    }
