"""From a collection to a live generation."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

from corpus.collection import Collection
from corpus.splitting import Splitting, split
from index.encoding import GraphEncoder, SentenceEncoder, Vectors, check_graph, export_graph
from index.manifest import Manifest, ModelRecord
from index.model import PACKAGED, find_model
from index.publishing import write_generation, writing

Report = Callable[[str, int, int], None]
CHECKED_TEXTS = 32  # Passages on which the exported graph is compared with the model.


class Companion(NamedTuple):
    """Something that is made with an index, kept in its generations and verified with them."""

    name: str
    sha256: str
    """Of what it is made of."""
    write: Callable[[Path], None]
    """Writes its files into a folder."""


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def build_index(
    root: Path,
    collection: Collection,
    model: str,
    splitting: Splitting,
    report: Report = ignore_progress,
    companions: Sequence[Companion] = (),
) -> Manifest:
    """Index a collection and make it the live generation.

    Args:
        report: Is told the stage, how many of its steps are done, and of how many.

    Raises:
        SearchIndexError: The model is missing, somebody else writes, or the disk is full. The index
            that was there stays.
    """
    with writing(root):
        passages = [passage for document in collection.documents for passage in split(document, splitting)]
        report("loading the model", 0, 1)
        files = find_model(model)
        encoder = SentenceEncoder(files.folder)
        report("loading the model", 1, 1)
        # What stands above a passage is embedded with it and never quoted.
        texts = [f"{passage.heading_text}\n{passage.text}" for passage in passages]
        vectors = encoder.encode(texts, lambda done: report("encoding passages", done, len(texts)))
        languages = Counter(document.language for document in collection.documents)
        graph = model == PACKAGED

        def write_companions(folder: Path) -> None:
            if graph:
                report("exporting the question encoder", 0, 1)
                _export_checked(encoder, folder, texts, vectors)
            for companion in companions:
                report(f"exporting the {companion.name}", 0, 1)
                companion.write(folder)
            report("writing the index", 0, 1)

        manifest = write_generation(
            root,
            collection.title,
            collection.documents,
            passages,
            vectors,
            ModelRecord(name=model, sha256=files.sha256, dimensions=encoder.dimensions, graph=graph),
            splitting,
            max(languages, key=languages.__getitem__, default="en"),
            write_companions,
            {companion.name: companion.sha256 for companion in companions},
        )
        report("writing the index", 1, 1)
    return manifest


def _export_checked(encoder: SentenceEncoder, folder: Path, texts: Sequence[str], vectors: Vectors) -> None:
    export_graph(encoder, folder)
    step = max(1, ceil(len(texts) / CHECKED_TEXTS))
    check_graph(GraphEncoder(folder), texts[::step], vectors[::step])
