"""Documents made of texts that come with questions instead of files."""

import re
from collections.abc import Iterable

from corpus.blocks import compose
from corpus.collection import Collection
from corpus.document import Document
from corpus.markdown import read_markdown

TIGHT_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])", re.MULTILINE)  # Markdown wants a space after the marks.


def make_document(name: str, title: str, text: str, kind: str = "document", markdown: bool = False) -> Document:
    """Return a text as a document, its paragraphs parted by blank lines or, of Markdown, as it is marked."""
    parts = read_markdown(TIGHT_HEADING.sub(r"\1 ", text)) if markdown else [(text, None, 0)]
    composed, blocks = compose(parts, "en")
    return Document(id=name, title=title, text=composed, kind=kind, file=name, sha256="", blocks=blocks)


def make_collection(title: str, documents: Iterable[Document]) -> Collection:
    """Return documents as a collection."""
    return Collection(title, tuple(documents), ())
