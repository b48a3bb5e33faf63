"""Zip files that are documents: checked before anything in them is unpacked."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from corpus.docx import read_docx
from corpus.epub import CONTAINER, read_epub
from corpus.errors import UnreadableFileError
from corpus.limits import Limits, check_limit
from corpus.parsing import Parsed
from corpus.pptx import read_pptx

LOCKED = 0x1  # Flag of a member that is encrypted.


def read_package(data: bytes, name: str, limits: Limits) -> Parsed:
    """Return what a Word file, a presentation or a book holds.

    Raises:
        UnreadableFileError: It is none of these, damaged, locked, or would unpack to more than the limits allow.
    """
    package = open_package(data, name, limits)
    members = set(package.namelist())
    try:
        if "word/document.xml" in members:
            return read_docx(BytesIO(data))
        if "ppt/presentation.xml" in members:
            return read_pptx(BytesIO(data))
        if CONTAINER in members:
            return read_epub(package, name)
    except (BadZipFile, EOFError, OSError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableFileError(f"{name}: it is damaged: {error}") from error
    raise UnreadableFileError(f"{name}: is a zip file, but no Word file, presentation or book")


def open_package(data: bytes, name: str, limits: Limits) -> ZipFile:
    """Return a zip file that unpacks within the limits.

    The sizes that its directory tells are binding: no member is unpacked beyond them.

    Raises:
        UnreadableFileError: It is damaged, locked, or would unpack to more than the limits allow.
    """
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFileError(f"{name}: it is damaged: {error}") from error
    members = package.infolist()
    check_limit(name, len(members), limits.members, "files packed in it")
    check_limit(name, sum(member.file_size for member in members), limits.unpacked_bytes, "bytes unpacked")
    if any(member.flag_bits & LOCKED for member in members):
        raise UnreadableFileError(f"{name}: it is locked with a password")
    return package
