"""Dense search: nearest vectors, by FAISS."""

import os
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from index.approximating import make_approximate
from index.durable import write_all
from index.encoding import Encoder, Vectors
from index.manifest import EXACT_UP_TO, DenseRecord
from index.searching import Hit, ScoredPassage, rank
from index.texts import Texts
from index.vectors import VectorFile

BATCH = 8_192  # Vectors that are added at once.
PIECE_BYTES = 1 << 20

# Requests run in parallel; a thread pool inside each would only make them wait for each other.
faiss.omp_set_num_threads(1)


def write_dense(path: Path, vectors: VectorFile, exact_up_to: int = EXACT_UP_TO) -> DenseRecord:
    """Write an inner-product index, 16 bits a dimension, and return what it is.

    Args:
        exact_up_to: Most vectors that are searched one by one; more are searched approximately, as well as
            `index.approximating` promises.

    Raises:
        OSError: The file cannot be written.
    """
    if vectors.size > exact_up_to:
        index, record = make_approximate(vectors)
    else:
        index = faiss.IndexScalarQuantizer(
            vectors.dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        for start in range(0, vectors.size, BATCH):
            index.add(vectors.read(start, start + BATCH))
        record = DenseRecord()
    _write(path, index)
    return record


def _write(path: Path, index: faiss.Index) -> None:
    """Write an index as it is serialised, without a second copy of it in memory.

    FAISS does not notice a full disk when it writes by itself.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    faults: list[OSError] = []

    def write(data: bytes) -> None:
        if faults:
            return
        try:
            write_all(descriptor, data)
        except OSError as error:
            faults.append(error)  # FAISS would tell its text only.

    try:
        writer = faiss.PyCallbackIOWriter(write, PIECE_BYTES)
        faiss.write_index(index, faiss.BufferedIOWriter(writer, PIECE_BYTES))
        if faults:
            raise faults[0]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_dense(path: Path) -> faiss.Index:
    """Return the index of a file. Only for one whose checksum was verified.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        try:
            return faiss.read_index(faiss.PyCallbackIOReader(file.read, PIECE_BYTES))
        except RuntimeError as error:
            raise OSError(f"{path}: {error}") from error


def read_vectors(index: faiss.Index, ids: Sequence[int]) -> Vectors:
    """Return the vectors of some passages: (ids, dimensions) float32."""
    if not ids:
        return np.empty((0, index.d), dtype=np.float32)
    if isinstance(index, faiss.IndexIVF):
        index.make_direct_map()  # Where each vector lies; nothing is done if that is known.
    return np.asarray(index.reconstruct_batch(np.asarray(ids, dtype=np.int64)), dtype=np.float32)


class DenseSearcher:
    """Ranks passages by the cosine of their vector with the query's; exact among `allowed` ones, and among
    all where the index is."""

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
        self._selector = None if allowed is None else faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return the `k` nearest passages; scores are cosines, -1 to 1."""
        vectors = self._encoder.encode([query])
        return self._texts.score_passages(rank(lambda depth: self._fetch(vectors, depth), k))

    def _fetch(self, vectors: Vectors, depth: int) -> list[Hit]:
        if self._selector is None:
            hits = self._find(vectors, depth, None)
            if not isinstance(self._index, faiss.IndexIVF) or len(hits) == min(depth, self._index.ntotal):
                return hits
        # Few are allowed, or the lists that were looked at held too few: all are looked at.
        return self._find(vectors, depth, self._make_parameters())

    def _make_parameters(self) -> faiss.SearchParameters:
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(sel=self._selector, nprobe=self._index.nlist)
        return faiss.SearchParameters(sel=self._selector)

    def _find(self, vectors: Vectors, depth: int, parameters: faiss.SearchParameters | None) -> list[Hit]:
        scores, ids = self._index.search(vectors, depth, params=parameters)
        # Where there are fewer passages than asked for, FAISS fills up with the id -1.
        return [Hit(int(row), float(score)) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0]
