"""The trained reader: a cross-encoder that says whether a passage answers a question, and where."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.pairing import Pair, pad, pair, prepare_tokenizer
from index.graphs import Graph
from index.searching import ScoredPassage

READER = "reader"
GRAPH_FILE = "reader.onnx"
TOKENIZER_FILE = "reader_tokenizer.json"
WEIGHTS_FILE = "reader.safetensors"
LONGEST_SHORT_ANSWER = 24  # Tokens.

Floats = NDArray[np.float32]


def find_reader_weights() -> Path:
    """Return the packaged weights of the network."""
    return Path(str(resources.files("assistant"))) / WEIGHTS_FILE


class PassageReading(NamedTuple):
    """What the network says of one passage."""

    answers: float
    """Logit that the passage answers the question."""
    starts: Floats
    """(length,) probabilities over the passage's tokens that the short answer starts there."""
    ends: Floats
    offsets: list[tuple[int, int]]
    """Of each token, in characters of the passage; (0, 0) outside it."""

    def find_mass(self, start: int, end: int) -> float:
        """Return how much of the answer's probability lies in a span of the passage."""
        inside = np.array([left < end and right > start for left, right in self.offsets])
        return float((self.starts[inside].sum() + self.ends[inside].sum()) / 2)

    def find_sharpness(self, start: int, end: int) -> float:
        """Return how sure the first and last token of the short answer in a span are, 0 to 1."""
        inside = np.array([left < end and right > start for left, right in self.offsets])
        return float(min(self.starts[inside].max(initial=0.0), self.ends[inside].max(initial=0.0)))

    def find_short(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the most probable short answer inside a span, in characters of the passage."""
        places = [place for place, (left, right) in enumerate(self.offsets) if left >= start and start < right <= end]
        if not places:
            return None
        first, last = places[0], places[-1] + 1
        scores = np.log(self.starts[first:last, None] + 1e-9) + np.log(self.ends[None, first:last] + 1e-9)
        size = last - first
        gap = np.arange(size)[None, :] - np.arange(size)[:, None]
        scores[(gap < 0) | (gap >= LONGEST_SHORT_ANSWER)] = -np.inf
        left, right = np.unravel_index(int(scores.argmax()), scores.shape)
        return self.offsets[first + int(left)][0], self.offsets[first + int(right)][1]


class CrossEncoder:
    """The exported network with its tokenizer."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: Holds the graph and the tokenizer, as an index generation does.
        """
        from tokenizers import Tokenizer

        # A passage to each core is faster than each passage spread over all of them.
        self._graph = Graph(folder / GRAPH_FILE, threads=1)
        self._readers = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="reading")
        self._tokenizer = prepare_tokenizer(Tokenizer.from_file(str(folder / TOKENIZER_FILE)))

    def read(self, questions: Sequence[str], hits: Sequence[ScoredPassage]) -> list[PassageReading]:
        """Return a reading of each passage, in the order given, each with a question of its own."""
        above, texts = [hit.passage.heading_text for hit in hits], [hit.passage.text for hit in hits]
        return list(self._readers.map(self.read_text, questions, above, texts))

    def read_text(self, question: str, above: str, text: str) -> PassageReading:
        """Return a reading of a text, which may be cut at its end, under what stands above it."""
        one = pair(self._tokenizer, question, above, text)
        # No batch: it is no faster on a CPU, and rounding would let its passages bear on each other.
        answers, starts, ends = self._graph.run(["answers", "starts", "ends"], pad([one]))
        return _make_reading(one, float(answers[0]), starts[0], ends[0])


def _make_reading(pair: Pair, answers: float, starts: Floats, ends: Floats) -> PassageReading:
    length = len(pair.ids)
    offsets = [span if inside else (0, 0) for span, inside in zip(pair.offsets, pair.passage, strict=True)]
    return PassageReading(answers, _normalise(starts[:length]), _normalise(ends[:length]), offsets)


def _normalise(logits: Floats) -> Floats:
    exponentials = np.exp(logits - logits.max())
    return np.asarray(exponentials / exponentials.sum(), dtype=np.float32)
