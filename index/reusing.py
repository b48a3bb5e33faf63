"""What a new generation may take from the one before it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.splitting import Passage, Splitting, split
from index.companions import Companion
from index.dense import open_dense, read_vectors
from index.durable import copy_file
from index.encoding import Vectors
from index.errors import SearchIndexError
from index.layout import DENSE_FILE, GENERATIONS, TEXTS_FILE, list_generations
from index.manifest import Manifest
from index.model import ModelFiles
from index.texts import DocumentState, EarlierText, Texts, hash_embedded
from index.verifying import find_live, read_manifest, verify_files

if TYPE_CHECKING:
    import faiss

MOST_EARLIER = 8  # Texts that are kept of each document, for links to what it said.


class Predecessor:
    """A verified generation that the next one is made from. Use it inside `writing`, which keeps it there."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder
        self._texts = Texts(folder / TEXTS_FILE)

    def list_states(self) -> list[DocumentState]:
        """Return what its documents are recognised by."""
        return self._texts.list_states()

    def split(self, document: Document, splitting: Splitting) -> list[Passage]:
        """Return the passages of a document: those that are there if nothing of it changed."""
        if splitting == self.manifest.splitting and self._texts.read_document(document.id) == document:
            return self._texts.read_passages(self._texts.list_passage_ids([document.id]))
        return split(document, splitting)

    def is_made_with(self, model: ModelFiles) -> bool:
        """Return whether its vectors are those that a model gives."""
        record = self.manifest.model
        made_with = (record.name, record.sha256, record.configuration_sha256)
        return made_with == (model.name, model.sha256, model.configuration_sha256)

    def find_vectors(self, passages: Sequence[Passage]) -> tuple[list[int], Vectors]:
        """Return which of some passages were encoded already, by place, ascending, and their vectors.

        They are 16 bits a dimension, and are the same 16 bits when they are written again.
        """
        found = [(place, self._texts.find_embedded(hash_embedded(passage))) for place, passage in enumerate(passages)]
        known = [(place, row) for place, row in found if row is not None]
        return [place for place, _ in known], read_vectors(self._dense, [row for _, row in known])

    @cached_property
    def _dense(self) -> "faiss.Index":
        return open_dense(self._folder / DENSE_FILE)

    def list_earlier(self, documents: Sequence[Document]) -> Iterator[EarlierText]:
        """Yield what the documents that are to come said in this generation and before it."""
        for document in documents:
            former = self._texts.read_document(document.id)
            if former is None:
                continue
            changed = former.text != document.text
            if changed:
                yield EarlierText(document.id, 1, former.text)
            for one in self._texts.read_earlier(document.id):
                age = one.age + changed
                if age <= MOST_EARLIER:
                    yield one._replace(age=age)

    def take_over(self, companion: Companion) -> Companion:
        """Return a companion that is copied from here if it was made of the same."""
        if self.manifest.companions.get(companion.name) != companion.sha256:
            return companion
        names = self.manifest.companion_files[companion.name]

        def copy(folder: Path) -> None:
            for name in names:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                copy_file(self._folder / name, folder / name)

        return companion._replace(write=copy)

    def close(self) -> None:
        """Close its files."""
        self._texts.close()


def open_predecessor(root: Path) -> Predecessor | None:
    """Return the generation to make the next one from; None where there is none."""
    found = find_sound(root)
    return Predecessor(root / GENERATIONS / found[0], found[1]) if found else None


def find_sound(root: Path) -> tuple[str, Manifest] | None:
    """Return name and manifest of the live generation, or the newest other one that is sound; None where there is none.

    A damaged or stale generation is no fault here: an index is being made in its place.
    """
    names = list_generations(root)[::-1]
    try:
        live = find_live(root)
        names.sort(key=lambda name: name != live)
    except SearchIndexError:
        pass  # Nothing says which one is live: the newest that is sound.
    for name in names:
        try:
            manifest = read_manifest(root, name)
            verify_files(root, name, manifest)
        except SearchIndexError:
            continue
        return name, manifest
    return None
