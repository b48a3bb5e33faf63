"""Generations: immutable numbered directories, one of them live.

A reader that has opened a generation keeps it. Nothing in it is deserialised before its size and
sha256 are what the manifest says. `index.layout` tells where its parts lie.
"""

from pathlib import Path
from typing import Literal

from corpus.splitting import Splitting
from index.dense import DenseSearcher, open_dense
from index.encoding import Encoder, GraphEncoder, SentenceEncoder
from index.errors import DamagedIndexError
from index.filters import Filters
from index.fusion import FusedSearcher
from index.layout import CURRENT_FILE, DENSE_FILE, GENERATIONS, LEXICAL_FOLDER, TEXTS_FILE, suggest_mending
from index.leasing import leasing
from index.lexical import LexicalIndex, LexicalSearcher
from index.manifest import Manifest
from index.model import find_model
from index.searching import Searcher
from index.texts import Texts
from index.verifying import check_made_for, find_live, read_manifest, verify_files

Mode = Literal["hybrid", "dense", "lexical"]
HYBRID_DEPTH = 50


class Generation:
    """An opened, verified generation. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder | None = None) -> None:
        """
        Args:
            encoder: Of questions; None for the one that the manifest names.
        """
        self.folder = folder
        self.manifest = manifest
        self.texts = Texts(folder / TEXTS_FILE)
        self.texts.load_documents()  # So that no question waits for it.
        self.lexical = LexicalIndex(folder / LEXICAL_FOLDER, manifest.language)
        self._dense = open_dense(folder / DENSE_FILE)
        self.encoder: Encoder = encoder or _open_encoder(folder, manifest)

    def make_searcher(
        self, mode: Mode = "hybrid", filters: Filters | None = None, depth: int = HYBRID_DEPTH
    ) -> Searcher:
        """Return a searcher over the documents that the filters admit; they restrict before the search."""
        documents = filters.select(self.texts.documents) if filters else None
        passages = None if documents is None else self.texts.list_passage_ids(documents)
        names = None if documents is None else sorted(documents)
        dense = DenseSearcher(self._dense, self.encoder, self.texts, passages)
        lexical = LexicalSearcher(self.lexical, self.texts, names)
        if mode == "dense":
            return dense
        if mode == "lexical":
            return lexical
        return FusedSearcher((dense, lexical), depth)

    def close(self) -> None:
        """Close its files."""
        self.texts.close()


def has_index(root: Path) -> bool:
    """Return whether an index was ever finished there."""
    return (root / CURRENT_FILE).is_file()


def _open_encoder(folder: Path, manifest: Manifest) -> Encoder:
    return GraphEncoder(folder) if manifest.model.graph else SentenceEncoder(find_model(manifest.model.name).folder)


def open_generation(
    root: Path, model: str, splitting: Splitting, name: str | None = None, encoder: Encoder | None = None
) -> Generation:
    """Return a generation, verified.

    Args:
        model: Name of the model that questions are to be encoded with.
        splitting: How documents are to be split.
        name: None for the live one.
        encoder: Of questions; None for the one that the generation names.

    Raises:
        MissingIndexError: There is none.
        StaleIndexError: It was made with another format, model or splitter.
        DamagedIndexError: A file is not what was written.
    """
    while True:
        wanted = name or find_live(root)
        try:
            return _open(root, wanted, model, splitting, encoder)
        except DamagedIndexError:
            # It may have been collected, since newer ones were published meanwhile.
            if name is not None or find_live(root) == wanted:
                raise


def _open(root: Path, name: str, model: str, splitting: Splitting, encoder: Encoder | None) -> Generation:
    folder = root / GENERATIONS / name
    try:
        with leasing(folder):
            manifest = read_manifest(root, name)
            check_made_for(root, manifest, model, splitting)
            verify_files(root, name, manifest)
            return Generation(folder, manifest, encoder)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DamagedIndexError(
            f"{root / CURRENT_FILE}: names generation {name!r}, which is not there; {suggest_mending(root)}"
        ) from error
    except OSError as error:
        raise DamagedIndexError(f"{folder}: cannot be opened: {error}; {suggest_mending(root)}") from error
