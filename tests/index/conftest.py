"""Small real indexes: a handful of notes, and a model in which every word is a dimension of its own."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from corpus.collection import Collection, read_collection
from corpus.splitting import Splitting
from index.building import build_index
from index.generation import Generation, open_generation
from index.model import PACKAGED

NOTES = {
    "bridge": "THE BRIDGE\n\nThe old bridge over the river carries trams. The bridge opened in 1931.",
    "ferry": "THE FERRY\n\nThe ferry crosses the river every hour. It carries forty people.",
    "museum": "THE MUSEUM\n\nThe museum shows trams and one ferry. It opened in 1987.",
}
VOCABULARY = ["[UNK]", "bridge", "river", "trams", "opened", "ferry", "people", "museum", "carries", "hour"]


@pytest.fixture(scope="session")
def word_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a sentence-transformers model: a text's vector is the direction of its word counts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(VOCABULARY)}, unk_token=VOCABULARY[0]))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.eye(len(VOCABULARY), dtype=np.float32)
    folder = tmp_path_factory.mktemp("word-model")
    words = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[words, Normalize()], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def make_collection(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, str]], Collection]:
    """Reads a collection from texts by file stem."""

    def make(texts: dict[str, str]) -> Collection:
        folder = tmp_path_factory.mktemp("collection") / "notes"
        folder.mkdir()
        for stem, text in texts.items():
            (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
        return read_collection([folder])

    return make


@pytest.fixture(scope="session")
def notes(make_collection: Callable[[dict[str, str]], Collection]) -> Collection:
    return make_collection(NOTES)


@pytest.fixture(scope="session")
def _notes_index(tmp_path_factory: pytest.TempPathFactory, notes: Collection, word_model: Path) -> Path:
    root = tmp_path_factory.mktemp("notes-index") / "index"
    build_index(root, notes, str(word_model), Splitting())
    return root


@pytest.fixture
def notes_index(_notes_index: Path, tmp_path: Path) -> Path:
    """Root of an index of the notes that a test may do anything to."""
    return Path(shutil.copytree(_notes_index, tmp_path / "index"))


@contextmanager
def _files_up_to(limit_bytes: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def files_up_to() -> Callable[[int], AbstractContextManager[None]]:
    """Lets the operating system refuse to write files beyond a size in bytes, as it does on a full disk."""
    return _files_up_to


@pytest.fixture(scope="session")
def press_kit_generation(press_kit_index: Path) -> Iterator[Generation]:
    generation = open_generation(press_kit_index, PACKAGED, Splitting())
    yield generation
    generation.close()
