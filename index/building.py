"""From a collection to a live generation."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus.collection import Collection
from corpus.splitting import Splitting, split
from index.encoding import GRAPH_FILE, TOKENIZER_FILE, GraphEncoder, SentenceEncoder, check_graph, export_graph
from index.generation import write_generation, writing
from index.manifest import Manifest, ModelRecord
from index.model import PACKAGED, find_model

Report = Callable[[str, int, int], None]
CHECKED_TEXTS = 32  # Passages on which the exported graph is compared with the model.


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def build_index(
    root: Path, collection: Collection, model: str, splitting: Splitting, report: Report = ignore_progress
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
        texts = [f"{passage.heading_text}\n{passage.text}" for passage in passages]
        dimensions = encoder.dimensions
        vectors = (
            encoder.encode(texts, lambda done: report("encoding passages", done, len(texts)))
            if texts
            else encoder.encode(["nothing"])[:0]
        )
        with tempfile.TemporaryDirectory(prefix="palermo-") as scratch:
            folder = Path(scratch)
            graph = model == PACKAGED
            if graph:
                report("exporting the question encoder", 0, 1)
                export_graph(encoder, folder)
                sample = texts[:: max(1, len(texts) // CHECKED_TEXTS)] or ["an empty collection"]
                check_graph(GraphEncoder(folder), encoder, sample)
                report("exporting the question encoder", 1, 1)
            report("writing the index", 0, 1)
            languages = [document.language for document in collection.documents]
            manifest = write_generation(
                root,
                collection.title,
                collection.documents,
                passages,
                vectors,
                ModelRecord(name=model, sha256=files.sha256, dimensions=dimensions, graph=graph),
                splitting,
                max(languages, key=languages.count, default="en"),
                [folder / GRAPH_FILE, folder / TOKENIZER_FILE] if graph else [],
            )
            report("writing the index", 1, 1)
    return manifest
