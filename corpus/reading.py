"""From one file to one document."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.blocks import compose
from corpus.describing import describe
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.markdown import read_markdown

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
TEXT_SUFFIXES = MARKDOWN_SUFFIXES | {".txt", ".text"}
LARGEST_FILE_BYTES = 50_000_000
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
    language: str | None = Field(default=None, description="ISO 639-1 code; that of the collection where it is silent.")
    instruments: tuple[str, ...] = ()


def read_document(path: Path, entry: Entry) -> Document:
    """Return the document that a text or Markdown file holds.

    Raises:
        UnreadableFileError: The file is missing, too large, not text, or has nothing in it to read.
    """
    data = _read_bytes(path)
    source = _decode(data, path)
    language = entry.language or DEFAULT_LANGUAGE
    marked_up = path.suffix.lower() in MARKDOWN_SUFFIXES
    text, blocks = compose(read_markdown(source) if marked_up else [(source, None, 0)], language)
    if not text:
        raise UnreadableFileError(f"{entry.file}: there is no text in it")
    told = describe(text, blocks)
    return Document(
        id=entry.id or name_document(Path(entry.file).with_suffix("").as_posix()),
        title=entry.title or told.title or Path(entry.file).stem,
        text=text,
        kind=entry.kind or told.kind,
        published=entry.published or (told.published if entry.kind is None else None),
        speaker=entry.speaker or (told.speaker if entry.kind is None else None),
        role=entry.role,
        language=language,
        instruments=entry.instruments,
        file=entry.file,
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
    )


def name_document(stem: str, taken: Mapping[str, object] | None = None) -> str:
    """Return a readable id made of a file's name.

    >>> name_document("Notes/Déjà vu 2")
    'notes-deja-vu-2'
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or hashlib.sha256(stem.encode()).hexdigest()[:12]
    number, unique = 2, name
    while taken and unique in taken:
        number, unique = number + 1, f"{name}-{number}"
    return unique


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise UnreadableFileError(f"{path.name}: {size:,} bytes; the largest file read is {LARGEST_FILE_BYTES:,}")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path.name}: {error.strerror or error}") from error


def _decode(data: bytes, path: Path) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{path.name}: not {encoding.removesuffix('-sig').upper()} text (byte {error.start}); save it as UTF-8"
        ) from error
    if "\x00" in text:
        raise UnreadableFileError(f"{path.name}: holds NUL characters, so it is no text file")
    return text
