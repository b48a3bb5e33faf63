"""From a collection to a live generation."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from functools import cache
from math import ceil
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.collection import Collection
from corpus.document import Document
from corpus.identity import keep_identities
from corpus.splitting import Passage, Splitting, split
from index.companions import Companion
from index.encoding import GraphEncoder, SentenceEncoder, Vectors, check_graph, export_graph
from index.errors import ModelError
from index.locking import explain_fault, writing
from index.manifest import Manifest, ModelRecord
from index.model import PACKAGED, ModelFiles, find_model
from index.publishing import Complete, Content, write_generation
from index.reusing import Known, Predecessor, open_predecessor
from index.texts import write_embedded

Report = Callable[[str, int, int], None]
CHECKED_TEXTS = 32  # Passages on which the exported graph is compared with the model.
QUESTION_ENCODER = "question encoder"


class PassageEncoder(Protocol):
    """What turns passages into vectors when an index is made."""

    @property
    def dimensions(self) -> int:
        """Of a vector."""
        ...

    def encode(self, texts: Sequence[str], report: Callable[[int], None]) -> Vectors:
        """Return (n, dimensions) float32, unit rows; `report` is told how many texts are done."""
        ...


Load = Callable[[ModelFiles], PassageEncoder]


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def load_encoder(files: ModelFiles) -> PassageEncoder:
    """Return the encoder of a model's files."""
    return SentenceEncoder(files.folder)


def build_index(
    root: Path,
    collection: Collection,
    model: str,
    splitting: Splitting,
    report: Report = ignore_progress,
    companions: Sequence[Companion] = (),
    load: Load = load_encoder,
    reuse: bool = True,
    complete: Complete | None = None,
) -> Manifest:
    """Index a collection and make it the live generation.

    Documents keep the ids that they had in the generation before, and what has not changed is not
    encoded again: the result is what encoding everything would give.

    Args:
        report: Is told the stage, how many of its steps are done, and of how many.
        load: Returns the encoder of the model; called once at most, and only if something is to be encoded.
        reuse: Whether vectors and companions may be taken from the generation before.
        complete: Adds files to the generation when it can be read but is not yet live.

    Raises:
        SearchIndexError: The model is missing, somebody else writes, or the disk is full. The index
            that was there stays.
    """
    with writing(root):
        try:
            predecessor = open_predecessor(root)
            with closing(predecessor) if predecessor else nullcontext():
                return _build(
                    root, collection, model, splitting, report, companions, load, predecessor, reuse, complete
                )
        except OSError as error:
            raise explain_fault(root, error) from error


def _build(
    root: Path,
    collection: Collection,
    model: str,
    splitting: Splitting,
    report: Report,
    companions: Sequence[Companion],
    load: Load,
    predecessor: Predecessor | None,
    reuse: bool,
    complete: Complete | None,
) -> Manifest:
    documents = keep_identities(collection.documents, predecessor.documents if predecessor else ())
    source = predecessor if reuse else None
    cut = source.split if source else split
    passages = [passage for document in documents for passage in cut(document, splitting)]
    files = find_model(model)

    @cache
    def load_once() -> PassageEncoder:
        report("loading the model", 0, 1)
        try:
            encoder = load(files)
        except OSError as error:
            raise ModelError(f"{files.folder}: the model cannot be loaded: {error}") from error
        report("loading the model", 1, 1)
        return encoder

    def export(folder: Path) -> None:
        _export(load_once(), folder, passages, vectors)

    vectors, reused = _encode(passages, source.find_vectors(passages, files) if source else None, load_once, report)
    graph = model == PACKAGED
    wanted = [*([Companion(QUESTION_ENCODER, files.sha256, export)] if graph else []), *companions]
    manifest = write_generation(
        root,
        Content(
            collection=collection.title,
            documents=documents,
            passages=passages,
            vectors=vectors,
            earlier=list(predecessor.list_earlier(documents)) if predecessor else [],
            language=_find_language(documents),
            reused=reused,
        ),
        ModelRecord(
            name=model,
            sha256=files.sha256,
            configuration_sha256=files.configuration_sha256,
            dimensions=vectors.shape[1],
            graph=graph,
        ),
        splitting,
        [_announce(source.take_over(one) if source else one, report) for one in wanted],
        lambda: report("writing the index", 0, 1),
        complete,
    )
    report("writing the index", 1, 1)
    return manifest


def _encode(
    passages: Sequence[Passage], known: Known | None, load: Callable[[], PassageEncoder], report: Report
) -> tuple[Vectors, int]:
    """Return the vectors of passages, and how many of them were known."""
    if known and known.places and len(known.places) == len(passages):
        report("encoding passages", len(passages), len(passages))
        return known.vectors, len(passages)
    encoder = load()
    vectors = np.empty((len(passages), encoder.dimensions), dtype=np.float32)
    places = known.places if known else []
    if places and known:
        vectors[places] = known.vectors
    missing = sorted(set(range(len(passages))) - set(places))
    texts = [write_embedded(passages[place]) for place in missing]
    vectors[missing] = encoder.encode(
        texts, lambda done: report("encoding passages", len(places) + done, len(passages))
    )
    return vectors, len(places)


def _find_language(documents: Sequence[Document]) -> str:
    languages = Counter(document.language for document in documents)
    return max(languages, key=languages.__getitem__, default="en")


def _announce(companion: Companion, report: Report) -> Companion:
    def write(folder: Path) -> None:
        report(f"exporting the {companion.name}", 0, 1)
        companion.write(folder)

    return companion._replace(write=write)


def _export(encoder: PassageEncoder, folder: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Write the graph that encodes questions, and compare it with the model on passages of the collection."""
    assert isinstance(encoder, SentenceEncoder)
    export_graph(encoder, folder)
    step = max(1, ceil(len(passages) / CHECKED_TEXTS))
    check_graph(GraphEncoder(folder), [write_embedded(passage) for passage in passages[::step]], vectors[::step])
