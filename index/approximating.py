"""Approximate dense search for collections too large to compare a query with every vector.

Vectors are held in lists by their nearest centroid, and those of the centroids nearest to a query are compared with
it (inverted lists: Jégou, Douze & Schmid, TPAMI 2011). They stay as exact as in the exact index: only how many lists
are looked at decides what is missed, and looking at all of them misses nothing.
"""

import faiss

from index.encoding import Vectors
from index.manifest import DenseRecord
from index.vectors import VectorFile, spread

LEAST_RECALL = 0.98
RECALL_DEPTH = 10
SAMPLE = 200  # Passages by which recall is measured.
LISTS_BY_ROOT = 4  # Lists, by the square root of the number of vectors.
TRAINED_BY = 64  # Vectors for each centroid.
BATCH = 8_192


def make_approximate(vectors: VectorFile) -> tuple[faiss.Index, DenseRecord]:
    """Return an index of at least `LEAST_RECALL` and what was measured of it.

    Args:
        vectors: Not none.
    """
    lists = max(1, min(vectors.size, round(LISTS_BY_ROOT * vectors.size**0.5)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(vectors.dimensions),
        vectors.dimensions,
        lists,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # Codes are the vectors, not what they differ from their centroids by.
    )
    index.cp.min_points_per_centroid = 1  # FAISS warns below 39, of collections that only tests index like this.
    index.train(vectors.pick(spread(vectors.size, TRAINED_BY * lists)))
    for start in range(0, vectors.size, BATCH):
        index.add(vectors.read(start, start + BATCH))
    return index, _choose_probes(index, vectors)


def _choose_probes(index: faiss.IndexIVF, vectors: VectorFile) -> DenseRecord:
    """Make the index look at as many lists as its recall needs."""
    ids = spread(vectors.size, SAMPLE)
    queries = vectors.pick(ids)
    exact = _find_neighbours(index, queries, ids, index.nlist)
    probes = 1
    while (recall := _compare(_find_neighbours(index, queries, ids, probes), exact)) < LEAST_RECALL:
        probes = min(2 * probes, index.nlist)
    index.nprobe = probes  # Written with the index.
    return DenseRecord(lists=index.nlist, probes=probes, recall=recall)


def _find_neighbours(index: faiss.IndexIVF, queries: Vectors, ids: range, probes: int) -> list[set[int]]:
    """Return what is nearest to each query, without itself, which is too easy to find."""
    depth = RECALL_DEPTH + 1
    found = index.search(queries, depth, params=faiss.SearchParametersIVF(nprobe=probes))[1]
    rows = ([int(one) for one in row if one not in (-1, own)] for row, own in zip(found, ids, strict=True))
    return [set(row[:RECALL_DEPTH]) for row in rows]


def _compare(found: list[set[int]], exact: list[set[int]]) -> float:
    """Return the share of what is nearest that was found, over all queries."""
    wanted = sum(map(len, exact))
    return sum(len(one & other) for one, other in zip(found, exact, strict=True)) / wanted if wanted else 1.0
