"""Documents made of texts that come with questions instead of files."""

from collections.abc import Iterable

from corpus.blocks import compose
from corpus.collection import Collection
from corpus.document import Document


def make_document(name: str, title: str, text: str, kind: str = "document") -> Document:
    """Return a text as a document, its paragraphs parted by blank lines."""
    composed, blocks = compose([(text, None, 0)], "en")
    return Document(id=name, title=title, text=composed, kind=kind, file=name, sha256="", blocks=blocks)


def make_collection(title: str, documents: Iterable[Document]) -> Collection:
    """Return documents as a collection."""
    return Collection(title, tuple(documents), ())
