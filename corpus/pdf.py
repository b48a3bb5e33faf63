"""Reading PDF: text in reading order without running heads, and the page of every character."""

import ctypes
import re
from collections.abc import Iterator
from datetime import date

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import UnreadableFileError
from corpus.furniture import remove_furniture
from corpus.layout import Fragment, join_words, order
from corpus.limits import Limits, check_limit
from corpus.paragraphs import join_texts, list_heading_sizes, measure_text, write_region
from corpus.parsing import PageMark, Parsed, Part, count_letters, read_day, read_language

HYPHENS = frozenset("\x02\ufffe\xad")  # What PDFium and type-setters write for a hyphen at a line's end.
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
BOLD_WEIGHT = 600
SAME_LINE = 0.4  # Of the type's height that a character may stand higher or lower than the one before it.
WORD_BREAK = 0.3  # Of the type's height between two characters of different words.
SCANNED_SHOWN = 8
DAY = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
NO_TITLES = ("untitled", "microsoft word", "microsoft powerpoint", "powerpoint presentation", "document1", "slide 1")


def read_pdf(data: bytes, name: str, limits: Limits) -> Parsed:
    """Return what a PDF file holds.

    Raises:
        UnreadableFileError: It is locked, damaged, has too many pages, or is all pictures without text.
    """
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        reason = "it is locked with a password" if locked else "it is damaged, or no PDF file"
        raise UnreadableFileError(f"{name}: {reason}") from error
    with file:
        check_limit(name, len(file), limits.pages, "pages")
        pages: list[list[Fragment]] = []
        pictures: list[int] = []
        for number in range(1, len(file) + 1):
            page = file[number - 1]
            words = list(_read_words(page))
            pages.append(join_words(words))
            if not words and _has_picture(page):
                pictures.append(number)
            page.close()
        if not any(pages):
            reason = "pictures without text (scanned?): have their text recognised (OCR) first"
            raise UnreadableFileError(f"{name}: its {len(pages)} pages are {reason if pictures else 'empty'}")
        told = file.get_metadata_dict()
        parts, marks = _compose(remove_furniture(pages))
        return Parsed(
            parts,
            marks,
            title=_accept_title(told.get("Title", "")),
            author=" ".join(told.get("Author", "").split()) or None,
            made=_read_day(told.get("CreationDate", "")),
            language=read_language(_read_language_tag(file)),
            notices=[_tell_pictures(name, pictures)] if pictures else [],
        )


def _compose(pages: list[list[Fragment]]) -> tuple[list[Part], list[PageMark]]:
    laid = [order(page) for page in pages]
    regions = [region for page in laid for region in page]
    body = measure_text(regions)
    sizes = list_heading_sizes(regions, body)
    parts: list[Part] = []
    marks: list[PageMark] = []
    letters = 0
    for number, page in enumerate(laid, start=1):
        marks.append(PageMark(number, letters))
        for part in (part for region in page for part in write_region(region, body, sizes)):
            letters += count_letters(part[0])
            if parts and part[1] is None and parts[-1][1] is None:
                parts[-1] = (join_texts(parts[-1][0], part[0]), None, 0)
            else:
                parts.append(part)
    return parts, marks


def _read_words(page: pdfium.PdfPage) -> Iterator[Fragment]:
    """Yield the words of a page as the file draws them."""
    text = page.get_textpage()
    turn = raw.FPDFPage_GetRotation(page)
    width, height = page.get_size()
    flags = ctypes.c_int()
    box = raw.FS_RECTF()
    word = ""
    bounds = (0.0, 0.0, 0.0, 0.0)
    bold = False
    for place in range(raw.FPDFText_CountChars(text)):
        character = _read_character(text, place)
        if character.isspace() or not character:
            if word:
                yield Fragment(word, *bounds, bold)
            word = ""
            continue
        raw.FPDFText_GetLooseCharBox(text, place, box)
        here = _turn((box.left, box.bottom, box.right, box.top), turn, width, height)
        if word and not _is_next(bounds, here):
            yield Fragment(word, *bounds, bold)
            word = ""
        if word:
            bounds = (min(bounds[0], here[0]), bounds[1], max(bounds[2], here[2]), bounds[3])
        else:
            bounds = here
            bold = _is_bold(text, place, flags)
        word += character
    if word:
        yield Fragment(word, *bounds, bold)
    text.close()


def _read_character(text: pdfium.PdfTextPage, place: int) -> str:
    code = raw.FPDFText_GetUnicode(text, place)
    if code in LIGATURES:
        return LIGATURES[code]
    character = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    if character in HYPHENS:
        return "-"
    return character if character.isprintable() or character.isspace() else ""


def _turn(
    box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom, from the top left corner of the page as it is shown.

    Args:
        box: Left, bottom, right and top, from the bottom left corner of the page as it was drawn.
        turn: Quarters that it is turned clockwise to be shown.
        width: Of the page as it is shown.
    """
    left, bottom, right, top = box
    if turn == 1:
        return bottom, left, top, right
    if turn == 2:
        return width - right, bottom, width - left, top
    if turn == 3:
        return width - top, height - right, width - bottom, height - left
    return left, height - top, right, height - bottom


def _is_next(word: tuple[float, float, float, float], here: tuple[float, float, float, float]) -> bool:
    tall = max(word[3] - word[1], here[3] - here[1], 1.0)
    gap = max(here[0] - word[2], word[0] - here[2])
    return abs(here[3] - word[3]) < SAME_LINE * tall and gap < WORD_BREAK * tall


def _is_bold(text: pdfium.PdfTextPage, place: int, flags: ctypes.c_int) -> bool:
    if raw.FPDFText_GetFontWeight(text, place) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, place, name, len(name), flags)
    return b"bold" in name.value.lower()


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


def _read_day(written: str) -> date | None:
    """Return the day of a date as PDF files write it, "D:20201012093000+02'00'"."""
    found = DAY.match(written)
    return read_day("-".join(found.groups())) if found else None


def _accept_title(title: str) -> str | None:
    """Return a title that a person gave, not one that a program made of a file's name."""
    title = " ".join(title.split())
    made = title.lower().startswith(NO_TITLES) or "." in title[-5:-2] or " " not in title
    return None if made else title


def _read_language_tag(file: pdfium.PdfDocument) -> str:
    buffer = (ctypes.c_ushort * 64)()
    units = raw.FPDFCatalog_GetLanguage(file, buffer, ctypes.sizeof(buffer)) // ctypes.sizeof(ctypes.c_ushort)
    return bytes(buffer).decode("utf-16-le", "ignore")[: max(units - 1, 0)] if units <= len(buffer) else ""


def _tell_pictures(name: str, pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:SCANNED_SHOWN])) + (", …" if len(pages) > SCANNED_SHOWN else "")
    which = "page" if len(pages) == 1 else f"{len(pages)} pages"
    return f"{name}: {which} without text, only pictures (scanned?), not read: {shown}"
