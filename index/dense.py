"""Dense search: nearest vectors, by FAISS."""

from collections.abc import Sequence

import faiss
import numpy as np

from index.encoding import Encoder, Vectors
from index.searching import Hit, ScoredPassage, rank
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
    return bytes(faiss.serialize_index(index).tobytes())


def open_dense(data: bytes) -> faiss.Index:
    """Return the index that `build_dense` serialised. Only for bytes whose checksum was verified."""
    return faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))


def read_vectors(index: faiss.Index, ids: Sequence[int]) -> Vectors:
    """Return the vectors of some passages: (ids, dimensions) float32."""
    if not ids:
        return np.empty((0, index.d), dtype=np.float32)
    return np.asarray(index.reconstruct_batch(np.asarray(ids, dtype=np.int64)), dtype=np.float32)


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
        self._parameters = allowed if allowed is None else _restrict(allowed)

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return the `k` nearest passages; scores are cosines, -1 to 1."""
        vectors = self._encoder.encode([query])
        return self._texts.score_passages(rank(lambda depth: self._fetch(vectors, depth), k))

    def _fetch(self, vectors: Vectors, depth: int) -> list[Hit]:
        scores, ids = self._index.search(vectors, depth, params=self._parameters)
        # Where there are fewer passages than asked for, FAISS fills up with the id -1.
        return [Hit(int(row), float(score)) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0]


def _restrict(allowed: Sequence[int]) -> faiss.SearchParameters:
    return faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64)))
