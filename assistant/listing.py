"""What the HTTP service says of documents and passages."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from corpus.document import Document
from index.searching import ScoredPassage


class FoundPassage(BaseModel):
    """A passage of a ranking."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    title: str = Field(description="The document's title.")
    start: int = Field(description="In code points of the document's text.")
    end: int
    text: str = Field(description="`document.text[start:end]`, character for character.")
    score: float = Field(description="Higher is better; comparable within one ranking only.")


class FoundPassages(BaseModel):
    """A ranking."""

    model_config = ConfigDict(frozen=True)

    passages: tuple[FoundPassage, ...] = Field(description="Best first.")


class DocumentEntry(BaseModel):
    """What is known about a document."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    kind: str = Field(description="What sort of text it is: press release, transcript, fact sheet, ...")
    published: date | None = Field(description="When it appeared; null where the text does not say.")
    speaker: str | None = Field(description="Whose words the text is; null for a text of many or none.")
    role: str | None = Field(description="The speaker's office at the time.")
    author: str | None = Field(description="Who wrote it, where the file says so.")
    language: str = Field(description="ISO 639-1 code.")
    instruments: tuple[str, ...] = Field(description="The treaties that the text is about.")
    file: str = Field(description="That it was read from, relative to its collection.")
    copies: tuple[str, ...] = Field(description="Further files that hold the same text.")
    characters: int = Field(description="Length of the text in code points.")
    url: str = Field(description="The document's page.")


class PageStart(BaseModel):
    """A page of the file that a document was read from."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(description="As a viewer counts, from 1.")
    start: int = Field(description="Where it starts, in code points of the text.")


class DocumentText(DocumentEntry):
    """A document, whole."""

    text: str = Field(description="All offsets are code points of it.")
    pages: tuple[PageStart, ...] = Field(description="Where the file's pages start; none where it has none.")


class DocumentEntries(BaseModel):
    """The documents of a collection."""

    model_config = ConfigDict(frozen=True)

    documents: tuple[DocumentEntry, ...] = Field(description="In the order of the collection.")


class CollectionDescription(BaseModel):
    """What the widget has to know before anything is asked."""

    model_config = ConfigDict(frozen=True)

    collection: str = Field(description="Its title.")
    generation: str = Field(description="Of the index.")
    documents: int
    starters: tuple[str, ...] = Field(description="Questions to begin with.")
    feedback: bool = Field(description="Whether people are asked what they think of an answer.")


class Readiness(BaseModel):
    """What answers questions here."""

    model_config = ConfigDict(frozen=True)

    status: str = Field(description="`ready`, or `degraded` where it is not the live generation that answers.")
    fault: str | None = Field(default=None, description="Why it is not the live generation that answers.")
    generation: str = Field(description="Of the index.")
    collection: str
    documents: int
    passages: int


def list_passages(ranking: Iterable[ScoredPassage]) -> tuple[FoundPassage, ...]:
    """Return a ranking in the form that is sent."""
    return tuple(
        FoundPassage(
            document_id=scored.passage.document_id,
            title=scored.passage.title,
            start=scored.passage.start,
            end=scored.passage.end,
            text=scored.passage.text,
            score=scored.score,
        )
        for scored in ranking
    )


def describe_document(document: Document) -> DocumentEntry:
    """Return what is known about a document, without its text."""
    return DocumentEntry.model_validate(_say(document))


def tell_document(document: Document) -> DocumentText:
    """Return a document's description and its text."""
    pages = tuple(PageStart(number=page.number, start=page.start) for page in document.pages)
    return DocumentText.model_validate({**_say(document), "text": document.text, "pages": pages})


def make_url(document: Document) -> str:
    """Return the address of a document's page."""
    return f"/documents/{quote(document.id, safe='')}"


def make_original_url(document: Document, page: int | None = None) -> str:
    """Return the address of the file that a document was read from, opened at a page."""
    return f"{make_url(document)}/original{f'#page={page}' if page else ''}"


def _say(document: Document) -> dict[str, object]:
    told = document.model_dump(include=set(DocumentEntry.model_fields))
    return {**told, "characters": len(document.text), "url": make_url(document)}
