"""Which format a file has: its first bytes say so before its name does."""

from enum import StrEnum
from pathlib import PurePath

from corpus.errors import UnreadableFileError

HEAD_BYTES = 1024  # That the format is told by.


class Format(StrEnum):
    """How a file is read."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"
    PACKAGE = "package"
    """A zip file: a Word file, a presentation or a book, as what is in it shows."""


SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.PACKAGE,
    ".pptx": Format.PACKAGE,
    ".epub": Format.PACKAGE,
}
PLAIN = frozenset({Format.TEXT, Format.MARKDOWN})
PAGE_STARTS = (b"<!doctype html", b"<html")
FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file, or one with a password: save it as .docx or .pptx without one",
    ),
    (b"{\\rtf", "a rich text file: save it as .docx"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip file: unpack it"),
    (b"BZh", "a bzip2 file: unpack it"),
    (b"7z\xbc\xaf", "a 7z file: unpack it"),
    (b"Rar!", "a RAR file: unpack it"),
)


def find_format(name: str, head: bytes) -> Format:
    """Return the format of a file.

    Args:
        head: Its first bytes.

    Raises:
        UnreadableFileError: It is of a format that is not read.
    """
    for start, what in FOREIGN:
        if head.startswith(start):
            raise UnreadableFileError(f"{name}: is {what}")
    named = SUFFIXES.get(PurePath(name).suffix.lower(), Format.TEXT)
    if b"%PDF-" in head and (named not in PLAIN or head.startswith(b"%PDF-")):
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.PACKAGE
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGE_STARTS):
        return Format.HTML
    if named in (Format.PDF, Format.PACKAGE):
        raise UnreadableFileError(f"{name}: is damaged, or no {PurePath(name).suffix.lower()} file")
    return named
