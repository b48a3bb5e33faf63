"""From one file to one document."""

import hashlib
import stat
from datetime import date
from pathlib import Path, PurePath

from pydantic import BaseModel, ConfigDict, Field

from corpus.blocks import compose
from corpus.decoding import decode
from corpus.describing import describe
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.formats import HEAD_BYTES, PLAIN, Format, find_format
from corpus.limits import Limits, check_limit
from corpus.markdown import read_markdown
from corpus.naming import name_document, show_name
from corpus.parsing import Parsed, locate_pages

DEFAULT_LANGUAGE = "en"


class Entry(BaseModel):
    """What a `collection.toml` says of one file; where it is silent the file speaks for itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(description="Path relative to the collection.toml.")
    id: str | None = Field(default=None, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    title: str | None = None
    kind: str | None = None
    published: date | None = None
    speaker: str | None = None
    role: str | None = None
    author: str | None = None
    language: str | None = Field(default=None, description="ISO 639-1 code; that of the collection where it is silent.")
    instruments: tuple[str, ...] = ()


class Reading(BaseModel):
    """A document, and what its reader should be told about how it was read."""

    model_config = ConfigDict(frozen=True)

    document: Document
    notices: tuple[str, ...] = ()


def find_format_of(path: Path, limits: Limits) -> Format:
    """Return the format of a file, after its size.

    Raises:
        UnreadableFileError: It is missing, no file, too large, or of a format that is not read.
    """
    name = show_name(path.name)
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            raise UnreadableFileError(f"{name}: {'Is a directory' if path.is_dir() else 'is no regular file'}")
        check_limit(name, told.st_size, limits.file_bytes, "bytes")
        with path.open("rb") as file:
            found = find_format(path.name, file.read(HEAD_BYTES))
        if found in PLAIN:
            check_limit(name, told.st_size, limits.text_bytes, "bytes of text")
        return found
    except OSError as error:
        raise UnreadableFileError(f"{name}: {error.strerror or error}") from error


def read_document(
    path: Path, entry: Entry, language: str = DEFAULT_LANGUAGE, limits: Limits | None = None
) -> Reading:  # fmt: skip
    """Return the document that a file holds.

    A file that somebody else made can cost any time and memory, or the process: read it by a
    `ConfinedReader`, unless it is plain text.

    Args:
        language: ISO 639-1 code, of a text for which neither the entry nor the file tells one.

    Raises:
        UnreadableFileError: The file is missing, too large, damaged, or has nothing in it to read.
    """
    limits = limits or Limits()
    form = find_format_of(path, limits)
    name = show_name(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{name}: {error.strerror or error}") from error
    parsed = _parse(data, name, form, limits)
    check_limit(name, sum(len(text) for text, _, _ in parsed.parts), limits.characters, "characters of text")
    language = entry.language or parsed.language or language
    text, blocks = compose([(_mend(raw), kind, level) for raw, kind, level in parsed.parts], language)
    file = show_name(entry.file)
    if not text:
        raise UnreadableFileError(f"{file}: there is no text in it")
    told = describe(text, blocks)
    document = Document(
        id=entry.id or name_document(PurePath(file).with_suffix("").as_posix()),
        title=entry.title or parsed.title or told.title or PurePath(file).stem,
        text=text,
        kind=entry.kind or told.kind,
        published=entry.published
        or parsed.published
        or (told.published if entry.kind is None else None)
        or parsed.made,
        speaker=entry.speaker or (told.speaker if entry.kind is None else None),
        role=entry.role,
        author=entry.author or parsed.author,
        language=language,
        instruments=entry.instruments,
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
        pages=locate_pages(text, parsed.marks),
    )
    return Reading(document=document, notices=tuple(parsed.notices))


def _parse(data: bytes, name: str, form: Format, limits: Limits) -> Parsed:
    """Return what a file holds. The libraries that formats need are loaded when one needs them."""
    if form is Format.HTML:
        from corpus.html import read_html

        return read_html(data, name)
    if form is Format.PDF:
        from corpus.pdf import read_pdf

        return read_pdf(data, name, limits)
    if form is Format.PACKAGE:
        from corpus.packages import read_package

        return read_package(data, name, limits)
    decoded = decode(data, name)
    parts = read_markdown(decoded.text) if form is Format.MARKDOWN else [(decoded.text, None, 0)]
    return Parsed(parts, notices=[f"{name}: no encoding told, read as {decoded.guessed}"] if decoded.guessed else [])


def _mend(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no file can hold in the end."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
