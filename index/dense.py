"""Dense search: nearest vectors, by FAISS."""

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoding import Encoder, Vectors
from index.searching import ScoredPassage
from index.texts import Texts

# Requests run in parallel; a thread pool inside each would only make them wait for each other.
faiss.omp_set_num_threads(1)


def build_dense(vectors: Vectors) -> bytes:
    """Return a serialised exact inner-product index, 16 bits a dimension.

    Args:
        vectors: (n, dimensions) float32, unit rows.
    """
    dimensions = vectors.shape[1]
    index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    return faiss.serialize_index(index).tobytes()


def open_dense(data: bytes) -> faiss.Index:
    """Return the index that `build_dense` serialised. Only for bytes whose checksum was verified."""
    return faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))


class DenseSearcher:
    """Ranks passages by the cosine of their vector with the query's; exact."""

    def __init__(
        self, index: faiss.Index, encoder: Encoder, texts: Texts, allowed: Sequence[int] | None = None
    ) -> None:
        """
        Args:
            allowed: Ids of the passages that may be found; None for all.
        """
        self._index = index
        self._encoder = encoder
        self._texts = texts
        self._allowed = None if allowed is None else np.asarray(allowed, dtype=np.int64)

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return the `k` nearest passages; scores are cosines, -1 to 1."""
        scores, ids = self._search(self._encoder.encode([query]), k)
        pairs = sorted((-float(score), int(number)) for score, number in zip(scores[0], ids[0], strict=True) if number >= 0)
        passages = self._texts.read_passages(number for _, number in pairs)
        return [
            ScoredPassage(number, passage, -negated)
            for (negated, number), passage in zip(pairs, passages, strict=True)
        ]

    def _search(self, vectors: Vectors, k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if self._allowed is None:
            return self._index.search(vectors, k)
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(self._allowed))
        return self._index.search(vectors, k, params=parameters)
