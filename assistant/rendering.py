"""Pages for people, and the files they are made of."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.linking import Located, write_link
from assistant.listing import make_original_url, make_url
from assistant.outlining import list_contents, outline
from assistant.typesetting import Span, list_neighbours, typeset
from corpus.document import Document

PAGES = resources.files("assistant") / "pages"
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class StaticFile(NamedTuple):
    """A file that browsers load, as it is."""

    content: bytes
    media_type: str
    tag: str
    """Changes with the content."""


def _write_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _capitalise(words: str) -> str:
    """Return the words with the first letter a capital and the others as they are."""
    return words[:1].upper() + words[1:]


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(PAGES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _write_date
    environment.filters["capitalised"] = _capitalise
    environment.filters["url"] = make_url
    return environment


_environment = _make_environment()


def render_chat(collection: str, documents: Sequence[Document], starters: Sequence[str], generation: str) -> str:
    """Return the page with the chat and the list of what it answers from.

    Args:
        starters: Questions that a reader may begin with; may be empty.
        generation: Of the index; a conversation about another one is not taken up again.
    """
    return _environment.get_template("chat.html").render(
        collection=collection, documents=documents, starters=starters, generation=generation
    )


def render_document(
    collection: str,
    documents: Sequence[Document],
    document: Document,
    span: Span | None,
    located: Located | None = None,
    kept: bool = False,
    address: str = "",
) -> str:
    """Return a document's page, with the quotation at `span` marked.

    Args:
        located: What became of the quotation that a permanent link names; the page says it.
        kept: Whether the file that it was read from can be opened.
        address: Of the service, for the links that are printed.
    """
    page = document.find_page(span[0]) if span else None
    before, after = list_neighbours(documents, document)
    groups = typeset(document, span)
    sections = outline(document, groups)
    return _environment.get_template("document.html").render(
        collection=collection,
        document=document,
        groups=groups,
        sections=sections,
        contents=list_contents(document, sections),
        make_link=lambda start, end: write_link(document.id, start, end, document.text[start:end]),
        span=span,
        page=page,
        original=make_original_url(document, page) if kept else None,
        located=located,
        address=address,
        before=before,
        after=after,
    )


def render_fault(status: int, title: str, message: str) -> str:
    """Return the page that says why there is no other."""
    return _environment.get_template("fault.html").render(status=status, title=title, message=message)


def read_static_files() -> Mapping[str, StaticFile]:
    """Return the style sheets, scripts and pictures by name."""
    files: dict[str, StaticFile] = {}
    for path in PAGES.iterdir():
        media_type = MEDIA_TYPES.get(path.name.rpartition(".")[2])
        if media_type:
            content = path.read_bytes()
            files[path.name] = StaticFile(content, media_type, hashlib.sha256(content).hexdigest()[:16])
    return files
