"""From a collection to a live generation."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.collection import Collection
from corpus.document import Document
from corpus.identity import keep_identities
from corpus.splitting import Passage, Splitting, split
from index.batching import PassageEncoder, encode_passages
from index.companions import Companion, write_companion
from index.dense import write_dense
from index.encoding import GraphEncoder, SentenceEncoder, check_graph, export_graph
from index.errors import ModelError
from index.layout import DENSE_FILE, LEXICAL_FOLDER, TEXTS_FILE, VECTORS_FILE
from index.lexical import write_lexical
from index.locking import explain_fault, writing
from index.manifest import EXACT_UP_TO, Manifest, ModelRecord
from index.model import PACKAGED, ModelFiles, find_model
from index.publishing import Complete, drafting, publish
from index.reusing import Predecessor, open_predecessor
from index.texts import Texts, write_embedded, write_texts
from index.vectors import VectorFile, spread

Report = Callable[[str, int, int], None]
CHECKED_TEXTS = 32  # Passages on which the exported graph is compared with the model.
QUESTION_ENCODER = "question encoder"


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
    exact_up_to: int = EXACT_UP_TO,
    complete: Complete | None = None,
) -> Manifest:
    """Index a collection and make it the live generation.

    Documents keep the ids that they had in the generation before, and what has not changed is not
    encoded again: the result is what encoding everything would give.

    Args:
        report: Is told the stage, how many of its steps are done, and of how many.
        load: Returns the encoder of the model; called once at most, and only if something is to be encoded.
        reuse: Whether vectors and companions may be taken from the generation before.
        exact_up_to: Most passages whose vectors are all compared with a question's; of more, it is approximate.
        complete: Adds files to the generation when it can be read but is not yet live.

    Raises:
        SearchIndexError: The model is missing, somebody else writes, or the disk is full. The index
            that was there stays.
    """
    with writing(root):
        try:
            predecessor = open_predecessor(root)
            with closing(predecessor) if predecessor else nullcontext():
                source = predecessor if reuse else None
                files = find_model(model)
                return _build(
                    root,
                    _Making(
                        collection,
                        files,
                        splitting,
                        exact_up_to,
                        predecessor,
                        source,
                        companions,
                        load,
                        report,
                        complete,
                    ),
                )
        except OSError as error:
            raise explain_fault(root, error) from error


class _Making(NamedTuple):
    """What a generation is made of, and how."""

    collection: Collection
    model: ModelFiles
    splitting: Splitting
    exact_up_to: int
    predecessor: Predecessor | None
    """That documents keep their ids from."""
    source: Predecessor | None
    """That vectors and companions may be taken from."""
    companions: Sequence[Companion]
    load: Load
    report: Report
    complete: Complete | None
    """Adds files to the draft when all others are written."""


def _build(root: Path, making: _Making) -> Manifest:
    load = cache(lambda: _load(making))
    with drafting(root) as draft:
        documents = _write_texts(draft, making)
        language = _find_language(documents)
        with closing(Texts(draft / TEXTS_FILE)) as texts:
            write_lexical(draft / LEXICAL_FOLDER, texts.list_passages(), language)
            known = making.source if making.source and making.source.is_made_with(making.model) else None
            dimensions = known.manifest.model.dimensions if known else load().dimensions
            with VectorFile(draft / VECTORS_FILE, dimensions) as vectors:
                reused = encode_passages(texts, vectors, known, load, making.report)
                companions, companion_files = _write_companions(draft, making, texts, vectors, load, load.cache_clear)
                making.report("writing the index", 0, 1)
                dense = write_dense(draft / DENSE_FILE, vectors, making.exact_up_to)
            passages = texts.count_passages()
        manifest = publish(
            root,
            draft,
            lambda name, files: Manifest(
                generation=name,
                collection=making.collection.title,
                model=ModelRecord(
                    name=making.model.name,
                    sha256=making.model.sha256,
                    configuration_sha256=making.model.configuration_sha256,
                    dimensions=dimensions,
                    graph=making.model.name == PACKAGED,
                ),
                splitting=making.splitting,
                dense=dense,
                language=language,
                documents=len(documents),
                passages=passages,
                companions=companions,
                companion_files=companion_files,
                reused=reused,
                files=dict(files),
            ),
            making.complete,
        )
    making.report("writing the index", 1, 1)
    return manifest


def _load(making: _Making) -> PassageEncoder:
    making.report("loading the model", 0, 1)
    try:
        encoder = making.load(making.model)
    except OSError as error:
        raise ModelError(f"{making.model.folder}: the model cannot be loaded: {error}") from error
    making.report("loading the model", 1, 1)
    return encoder


def _write_texts(draft: Path, making: _Making) -> Sequence[Document]:
    """Write documents and passages; return the documents under the ids that they keep."""
    predecessor, total = making.predecessor, len(making.collection.documents)
    documents = keep_identities(making.collection.documents, predecessor.list_states() if predecessor else ())
    cut = making.source.split if making.source else split

    def split_all() -> Iterator[Passage]:
        for done, document in enumerate(documents):
            making.report("splitting texts", done, total)
            yield from cut(document, making.splitting)
        making.report("splitting texts", total, total)

    earlier = predecessor.list_earlier(documents) if predecessor else ()
    write_texts(draft / TEXTS_FILE, documents, split_all(), earlier, making.collection.readings)
    return documents


def _write_companions(
    draft: Path,
    making: _Making,
    texts: Texts,
    vectors: VectorFile,
    load: Callable[[], PassageEncoder],
    forget: Callable[[], None],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Write what is kept with the index; return what each was made of, and its files.

    Args:
        forget: Called when nobody needs the encoder any more: others load models of their own.
    """

    def export(folder: Path) -> None:
        _export(load(), folder, texts, vectors)

    wanted = list(making.companions)
    if making.model.name == PACKAGED:
        wanted.insert(0, Companion(QUESTION_ENCODER, making.model.sha256, export))
    files: dict[str, tuple[str, ...]] = {}
    for one in wanted:
        if one.name != QUESTION_ENCODER:
            forget()
        companion = _announce(making.source.take_over(one) if making.source else one, making.report)
        files[one.name] = write_companion(draft, companion)
    return {one.name: one.sha256 for one in wanted}, files


def _find_language(documents: Sequence[Document]) -> str:
    languages = Counter(document.language for document in documents)
    return max(languages, key=languages.__getitem__, default="en")


def _announce(companion: Companion, report: Report) -> Companion:
    def write(folder: Path) -> None:
        report(f"exporting the {companion.name}", 0, 1)
        companion.write(folder)

    return companion._replace(write=write)


def _export(encoder: PassageEncoder, folder: Path, texts: Texts, vectors: VectorFile) -> None:
    """Write the graph that encodes questions, and compare it with the model on passages of the collection."""
    assert isinstance(encoder, SentenceEncoder)
    export_graph(encoder, folder)
    checked = spread(vectors.size, CHECKED_TEXTS)
    embedded = [write_embedded(passage) for passage in texts.read_passages(checked)]
    check_graph(GraphEncoder(folder), embedded, vectors.pick(checked))
