"""Indexes that are made in milliseconds: a handful of notes, and an encoder that hashes words.

Everything but the encoder is the real thing; nothing here imports torch.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.collection import Collection, read_collection
from corpus.splitting import Splitting
from index.building import build_index
from index.encoding import Vectors
from index.generation import Generation, open_generation
from index.manifest import EXACT_UP_TO, Manifest
from index.model import ModelFiles

NOTES = {
    "bridge": "THE BRIDGE\n\nThe old bridge over the river carries trams. The bridge opened in 1931.",
    "ferry": "THE FERRY\n\nThe ferry crosses the river every hour. It carries forty people.",
    "museum": "THE MUSEUM\n\nThe museum shows trams and one ferry. It opened in 1987.",
}
CHANGED = {
    "bridge": "THE BRIDGE\n\nThe new bridge over the river carries trams and cars. The bridge opened in 2019.",
    "ferry": NOTES["ferry"],
    "tower": "THE TOWER\n\nThe tower looks over the river. It opened in 1904.",
}
QUERIES = ("ferry", "trams opened", "the river", "tower 1904")


class HashEncoder:
    """A text's vector is the direction of the sum of its words' hashes."""

    dimensions = 32

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: Sequence[str], report: Callable[[int], None] = lambda done: None) -> Vectors:
        """Return (n, dimensions) float32, unit rows."""
        self.encoded += len(texts)
        vectors = np.array([self._encode(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)
        report(len(texts))
        return vectors

    def _encode(self, text: str) -> Vectors:
        total = np.zeros(self.dimensions, dtype=np.float32)
        for word in text.lower().split():
            digest = hashlib.blake2b(word.strip(".,").encode(), digest_size=self.dimensions).digest()
            total += np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
        total[0] += 1e-3
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


def write_model(folder: Path) -> str:
    """Write the files that stand for the encoder's, and return the model's name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").write_bytes(b"{}")
    return str(folder)


def read_notes(folder: Path, texts: Mapping[str, str]) -> Collection:
    """Make a folder hold these texts by file stem, and nothing else, and read it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.rglob("*.txt"):
        if path.relative_to(folder).with_suffix("").as_posix() not in texts:
            path.unlink()
    for stem, text in texts.items():
        path = folder / f"{stem}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_collection([folder])


def build(
    root: Path,
    collection: Collection,
    model: str,
    reuse: bool = True,
    encoder: HashEncoder | None = None,
    exact_up_to: int = EXACT_UP_TO,
) -> Manifest:
    """Make an index with the hashing encoder."""

    def load(files: ModelFiles) -> HashEncoder:
        return encoder or HashEncoder()

    return build_index(root, collection, model, Splitting(), load=load, reuse=reuse, exact_up_to=exact_up_to)


def open_small(root: Path, model: str, name: str | None = None) -> Generation:
    """Open a generation with the hashing encoder."""
    return open_generation(root, model, Splitting(), name, HashEncoder())


def describe(generation: Generation, identities: bool = True) -> tuple[object, ...]:
    """Return all that a reader can see of a generation: its texts, and what is found.

    Args:
        identities: Whether the documents' ids are part of it.
    """
    texts = generation.texts
    told: list[object] = [
        (document.id if identities else None, document.file, document.text) for document in texts.documents
    ]
    for query in QUERIES:
        for mode in ("hybrid", "dense", "lexical"):
            hits = generation.make_searcher(mode).search(query, 10)  # type: ignore[arg-type]
            for hit in hits:
                document = texts.find_document(hit.passage.document_id)
                assert document is not None
                assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
                told.append((query, mode, hit.id, round(hit.score, 6), hit.passage.text))
    return tuple(told)
