"""Passages encoded a batch at a time, those that are known already left out."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from index.encoding import Vectors
from index.reusing import Predecessor
from index.texts import Texts, write_embedded
from index.vectors import VectorFile

BATCH = 4_096  # Passages in memory at once; enough for texts of about one length to be encoded together.


class PassageEncoder(Protocol):
    """What turns passages into vectors when an index is made."""

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        ...

    def encode(self, texts: Sequence[str], report: Callable[[int], None]) -> Vectors:
        """Return (n, dimensions) float32, unit rows; `report` is told how many texts are done."""
        ...


def encode_passages(
    texts: Texts,
    vectors: VectorFile,
    known: Predecessor | None,
    load: Callable[[], PassageEncoder],
    report: Callable[[str, int, int], None],
) -> int:
    """Write the vectors of all passages, in the order of their ids; return how many were not encoded anew.

    Args:
        known: Gives the vectors of passages that it holds.
        load: Returns the encoder; called only if a passage is to be encoded.
    """
    total, reused = texts.count_passages(), 0
    for start in range(0, total, BATCH):
        passages = texts.read_passages(range(start, min(start + BATCH, total)))
        places, found = known.find_vectors(passages) if known else ([], np.empty((0, vectors.dimensions)))
        batch = np.empty((len(passages), vectors.dimensions), dtype=np.float32)
        batch[places] = found
        missing = sorted(set(range(len(passages))).difference(places))
        if missing:
            before = start + len(places)
            batch[missing] = load().encode(
                [write_embedded(passages[place]) for place in missing],
                lambda done, before=before: report("encoding passages", before + done, total),  # type: ignore[misc]
            )
        vectors.append(batch)
        reused += len(places)
        report("encoding passages", start + len(passages), total)
    return reused
