"""Generations: immutable numbered directories, one of them live.

    INDEX/CURRENT                   the number of the live generation; replaced atomically
    INDEX/generations/000001/       vectors, lexical index, texts, question encoder
    INDEX/generations/000001/manifest.json   written last
    INDEX/writing.lock              held, by the operating system, while somebody writes

A reader that has opened a generation keeps it. Nothing in it is deserialised before its size and
sha256 are what the manifest says.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import ValidationError

from corpus.document import Document
from corpus.splitting import Passage, Splitting
from index.dense import DenseSearcher, build_dense, open_dense
from index.durable import hash_file, replace_file, sync_file, sync_folder, write_file
from index.encoding import Encoder, GraphEncoder, SentenceEncoder, Vectors
from index.errors import BusyIndexError, DamagedIndexError, IndexWriteError, MissingIndexError, StaleIndexError
from index.filters import Filters
from index.fusion import FusedSearcher
from index.lexical import LexicalIndex, LexicalSearcher, write_lexical
from index.manifest import FORMAT, MANIFEST_FILE, FileRecord, Manifest, ModelRecord
from index.model import find_model
from index.searching import Searcher
from index.texts import Texts, write_texts

CURRENT_FILE = "CURRENT"
GENERATIONS = "generations"
LOCK_FILE = "writing.lock"
DRAFT = ".draft"
DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
TEXTS_FILE = "texts.sqlite"
KEPT = 2  # Generations: the live one and the one before it.

Mode = Literal["hybrid", "dense", "lexical"]
HYBRID_DEPTH = 50


class Generation:
    """An opened, verified generation. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.texts = Texts(folder / TEXTS_FILE)
        self.lexical = LexicalIndex(folder / LEXICAL_FOLDER, manifest.language)
        self._dense = open_dense((folder / DENSE_FILE).read_bytes())
        self.encoder: Encoder = (
            GraphEncoder(folder) if manifest.model.graph else SentenceEncoder(find_model(manifest.model.name).folder)
        )

    def make_searcher(self, mode: Mode = "hybrid", filters: Filters | None = None, depth: int = HYBRID_DEPTH) -> Searcher:
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


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the right to write an index; it ends with the process at the latest.

    Raises:
        BusyIndexError: Somebody else holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyIndexError(f"{root}: another process is writing this index; try again when it is done") from error
    try:
        yield
    finally:
        lock.release()


def write_generation(
    root: Path,
    collection: str,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    vectors: Vectors,
    model: ModelRecord,
    splitting: Splitting,
    language: str,
    encoder_files: Sequence[Path] = (),
) -> Manifest:
    """Write a generation and make it the live one. Call it inside `writing`.

    Args:
        vectors: (passages, dimensions) float32, unit rows.
        encoder_files: The exported question encoder's files; they are moved into the generation.

    Raises:
        IndexWriteError: Disk full or another fault of the file system; the live generation stays.
    """
    generations = root / GENERATIONS
    draft = generations / DRAFT
    try:
        generations.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        (draft / LEXICAL_FOLDER).mkdir(parents=True)
        write_file(draft / DENSE_FILE, build_dense(vectors))
        write_texts(draft / TEXTS_FILE, documents, passages)
        write_lexical(draft / LEXICAL_FOLDER, passages, language)
        for path in encoder_files:
            shutil.move(path, draft / path.name)
        files = _record_files(draft)
        number = max((int(path.name) for path in _list_generations(root)), default=0) + 1
        content = hashlib.sha256(json.dumps([files[TEXTS_FILE].sha256, files[DENSE_FILE].sha256]).encode()).hexdigest()
        manifest = Manifest(
            generation=f"{number:06d}-{content[:12]}",
            collection=collection,
            model=model,
            splitting=splitting,
            language=language,
            documents=len(documents),
            passages=len(passages),
            files=files,
        )
        write_file(draft / MANIFEST_FILE, manifest.model_dump_json(indent=1).encode())
        sync_folder(draft)
        os.replace(draft, generations / f"{number:06d}")
        sync_folder(generations)
        replace_file(root / CURRENT_FILE, f"{number:06d}\n".encode())
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        free = shutil.disk_usage(root).free if root.exists() else 0
        raise IndexWriteError(
            f"{root}: could not write the index: {error.strerror or error} ({free // 1_000_000:,} MB free); "
            "the index that was there is untouched"
        ) from error
    _collect(root, keep=number)
    return manifest


def _record_files(folder: Path) -> dict[str, FileRecord]:
    records: dict[str, FileRecord] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
            records[path.relative_to(folder).as_posix()] = FileRecord(size=path.stat().st_size, sha256=hash_file(path))
        else:
            sync_folder(path)
    return records


def _list_generations(root: Path) -> list[Path]:
    return sorted(path for path in (root / GENERATIONS).iterdir() if path.name.isdigit())


def _collect(root: Path, keep: int) -> None:
    """Remove all but the last generations up to `keep`."""
    old = [path for path in _list_generations(root) if int(path.name) <= keep][:-KEPT]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)


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
        raise DamagedIndexError(f"{root / CURRENT_FILE}: names generation {number!r}, which is not there; {_mend(root)}")
    return folder


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST_FILE
    root = folder.parent.parent
    try:
        data = json.loads(path.read_bytes())
        written = data.get("format") if isinstance(data, dict) else None
        if isinstance(written, int) and written != FORMAT:
            raise StaleIndexError(f"{root}: the index has format {written}, this Palermo reads {FORMAT}: {_mend(root)}")
        return Manifest.model_validate(data)
    except (OSError, ValueError, ValidationError) as error:
        raise DamagedIndexError(f"{path}: cannot be read: {error}; {_mend(root)}") from error


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
