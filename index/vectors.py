"""The vectors of an index while it is made: in a file, so that memory does not grow with the collection."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.durable import write_all
from index.encoding import Vectors


class VectorFile:
    """Vectors in the order of their passages' ids, 16 bits a dimension as the index will hold them.

    Use it as a context: the file is gone afterwards.

    Raises:
        OSError: The file cannot be written.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self.dimensions = dimensions
        self.size = 0
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, sort: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        self._path.unlink(missing_ok=True)

    def append(self, vectors: Vectors) -> None:
        """Write further vectors: (n, dimensions) float32, unit rows."""
        write_all(self._descriptor, np.ascontiguousarray(vectors, dtype=np.float16).tobytes())
        self.size += len(vectors)

    def read(self, start: int, stop: int) -> Vectors:
        """Return the vectors of a range of ids: (ids, dimensions) float32."""
        stop = min(stop, self.size)
        width = 2 * self.dimensions
        data = os.pread(self._descriptor, (stop - start) * width, start * width)
        return np.frombuffer(data, dtype=np.float16).reshape(-1, self.dimensions).astype(np.float32)

    def pick(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of some ids: (ids, dimensions) float32."""
        picked = np.empty((len(ids), self.dimensions), dtype=np.float32)
        for row, number in enumerate(ids):
            picked[row] = self.read(number, number + 1)[0]
        return picked


def spread(size: int, most: int) -> range:
    """Return at most so many ids out of `size`, evenly spread: the same ones every time.

    >>> list(spread(10, 4)), list(spread(3, 4))
    ([0, 3, 6, 9], [0, 1, 2])
    """
    return range(0, size, max(1, -(-size // most)))
