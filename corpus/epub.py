"""Reading books in EPUB: its chapters in the order in which they are read."""

from pathlib import PurePosixPath
from urllib.parse import unquote
from zipfile import ZipFile

from lxml.etree import _Element

from corpus.errors import UnreadableFileError
from corpus.html import read_chapter
from corpus.parsing import Parsed, Part, read_day, read_language
from corpus.xml import parse_xml

CONTAINER = "META-INF/container.xml"
PAGES = frozenset({"application/xhtml+xml", "text/html"})


def read_epub(package: ZipFile, name: str) -> Parsed:
    """Return what a book holds.

    Raises:
        UnreadableFileError: It names files that are not in it, or none.
    """
    try:
        place = next(parse_xml(package.read(CONTAINER)).iter("{*}rootfile")).get("full-path") or ""
        book = parse_xml(package.read(place))
        chapters = {item.get("id"): item for item in book.iter("{*}item") if item.get("media-type") in PAGES}
        parts: list[Part] = []
        for reference in book.iter("{*}itemref"):
            chapter = chapters.get(reference.get("idref"))
            if chapter is not None and "nav" not in (chapter.get("properties") or "").split():
                data = package.read(_resolve(place, chapter.get("href") or ""))
                parts += read_chapter(data, name) if data.strip() else []
    except (KeyError, StopIteration) as error:
        raise UnreadableFileError(f"{name}: it is damaged: a file of the book is not in it ({error})") from error
    return Parsed(
        parts,
        title=_tell(book, "title"),
        author=_tell(book, "creator"),
        published=read_day(_tell(book, "date")),
        language=read_language(_tell(book, "language")),
    )


def _resolve(place: str, reference: str) -> str:
    """Return the name in the package of what a file in it refers to."""
    names: list[str] = []
    for name in (PurePosixPath(place).parent / unquote(reference.partition("#")[0])).parts:
        if name == "..":
            names = names[:-1]
        else:
            names.append(name)
    return "/".join(names)


def _tell(book: _Element, name: str) -> str | None:
    told = book.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return " ".join((told.text or "").split()) or None if told is not None else None
