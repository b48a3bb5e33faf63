"""Generations: immutable numbered directories, one of them live.

    INDEX/CURRENT                   the number of the live generation; replaced atomically
    INDEX/generations/000001/       vectors, lexical index, texts, question encoder
    INDEX/generations/000001/manifest.sha256   checksum of the manifest
    INDEX/generations/000001/manifest.json     size and checksum of everything else; written last
    INDEX/writing.lock              held, by the operating system, while somebody writes

A reader that has opened a generation keeps it. Nothing in it is deserialised before its size and
sha256 are what the manifest says.
"""

import json
from pathlib import Path
from typing import Literal

from corpus.splitting import Splitting
from index.dense import DenseSearcher, open_dense
from index.durable import hash_bytes, hash_file
from index.encoding import Encoder, GraphEncoder, SentenceEncoder
from index.errors import DamagedIndexError, MissingIndexError, StaleIndexError
from index.filters import Filters
from index.fusion import FusedSearcher
from index.lexical import LexicalIndex, LexicalSearcher
from index.manifest import FORMAT, MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, Manifest
from index.model import find_model
from index.searching import Searcher
from index.texts import Texts

CURRENT_FILE = "CURRENT"
GENERATIONS = "generations"
DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
TEXTS_FILE = "texts.sqlite"

Mode = Literal["hybrid", "dense", "lexical"]
HYBRID_DEPTH = 50


class Generation:
    """An opened, verified generation. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.texts = Texts(folder / TEXTS_FILE)
        self.lexical = LexicalIndex(folder / LEXICAL_FOLDER, manifest.language)
        self._dense = open_dense((folder / DENSE_FILE).read_bytes())
        self.encoder: Encoder = (
            GraphEncoder(folder) if manifest.model.graph else SentenceEncoder(find_model(manifest.model.name).folder)
        )

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


def open_generation(root: Path, model: str, splitting: Splitting) -> Generation:
    """Return the live generation, verified.

    Args:
        model: Name of the model that questions are to be encoded with.
        splitting: How documents are to be split.

    Raises:
        MissingIndexError: There is none.
        StaleIndexError: It was made with another format, model or splitter.
        DamagedIndexError: A file is not what was written.
    """
    folder = _find_live(root)
    manifest = _read_manifest(folder)
    _check_made_for(root, manifest, model, splitting)
    _verify(folder, manifest)
    return Generation(folder, manifest)


def _find_live(root: Path) -> Path:
    try:
        number = (root / CURRENT_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise MissingIndexError(f"{root}: there is no index; run `palermo index --index {root}`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(f"{root / CURRENT_FILE}: cannot be read: {error}; {_mend(root)}") from error
    folder = root / GENERATIONS / number
    if not number.isdigit() or not folder.is_dir():
        raise DamagedIndexError(
            f"{root / CURRENT_FILE}: names generation {number!r}, which is not there; {_mend(root)}"
        )
    return folder


def _read_manifest(folder: Path) -> Manifest:
    root, path = folder.parent.parent, folder / MANIFEST_FILE
    try:
        data = path.read_bytes()
        if (folder / MANIFEST_CHECKSUM_FILE).read_bytes() != hash_bytes(data).encode():
            raise DamagedIndexError(f"{path}: is not what was written (its checksum differs); {_mend(root)}")
        made_as = json.loads(data)["format"]
        if made_as != FORMAT:
            raise StaleIndexError(f"{root}: the index has format {made_as}, this Palermo reads {FORMAT}: {_mend(root)}")
        return Manifest.model_validate_json(data)
    except OSError as error:
        raise DamagedIndexError(f"{error.filename}: cannot be read ({error.strerror}); {_mend(root)}") from error


def _check_made_for(root: Path, manifest: Manifest, model: str, splitting: Splitting) -> None:
    if manifest.splitting != splitting:
        raise StaleIndexError(
            f"{root}: the index was split with {manifest.splitting.name} at {manifest.splitting.longest_words} words, "
            f"wanted {splitting.name} at {splitting.longest_words}: {_mend(root)}"
        )
    if manifest.model.name != model:
        raise StaleIndexError(
            f"{root}: the index was made with the model {manifest.model.name}, wanted {model}: {_mend(root)}"
        )
    if not manifest.model.graph and find_model(model).sha256 != manifest.model.sha256:
        raise StaleIndexError(f"{root}: the weights of {model} are not those the index was made with: {_mend(root)}")


def _verify(folder: Path, manifest: Manifest) -> None:
    root = folder.parent.parent
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            damage = f"has {size:,} bytes, {record.size:,} were written" if size != record.size else None
            if damage is None and hash_file(path) != record.sha256:
                damage = "is not what was written (its checksum differs)"
        except OSError as error:
            damage = f"cannot be read ({error.strerror or error})"
        if damage:
            raise DamagedIndexError(f"{path}: {damage}; {_mend(root)}")


def _mend(root: Path) -> str:
    return f"run `palermo index --index {root}`"
