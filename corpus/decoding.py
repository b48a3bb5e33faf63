"""From bytes to text: UTF-8 and UTF-16 by their marks, any other encoding by what makes sense of it."""

import codecs
from typing import NamedTuple

from charset_normalizer import from_bytes

from corpus.errors import UnreadableFileError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # Starts as that of UTF-16 does.
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of encodings that make equal sense of a text, the first of these is meant.
USUAL = ("cp1252", "gb18030", "cp932", "big5", "euc_kr", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256")
LEAST_ZEROS = 0.7  # Of the high bytes of UTF-16, in a text of European letters.


class Decoded(NamedTuple):
    """A text, and the encoding that was guessed, None where the file tells it."""

    text: str
    guessed: str | None


def decode(data: bytes, name: str, told: str | None = None) -> Decoded:
    """Return the text of a file.

    Args:
        name: Of the file, for messages.
        told: Encoding that the file itself names; believed after UTF-8.

    Raises:
        UnreadableFileError: It is no text.
    """
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    encoding = marked or _find_wide(data) or "utf-8"
    try:
        return Decoded(_refuse_zeros(data.decode(encoding), name), None)
    except UnicodeDecodeError as error:
        if marked:
            raise UnreadableFileError(
                f"{name}: not {encoding.removesuffix('-sig').upper()} text, as its mark says (byte {error.start})"
            ) from error
    if told:
        try:
            return Decoded(_refuse_zeros(data.decode(told), name), None)
        except (UnicodeDecodeError, LookupError):
            pass  # It is not what it says; many pages are not.
    guessed = _guess(data)
    if guessed is None:
        raise UnreadableFileError(f"{name}: is no text in any known encoding; save it as UTF-8")
    return Decoded(_refuse_zeros(data.decode(guessed), name), guessed)


def _find_wide(data: bytes) -> str | None:
    """Return which UTF-16 it is, of a text that has no mark."""
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) > 3 and len(data) % 2 == 0 and high.count(0) > LEAST_ZEROS * len(high):
            return encoding
    return None


def _guess(data: bytes) -> str | None:
    matches = list(from_bytes(data))
    if not matches:
        return None
    best = matches[0]
    equal = [one for one in matches if one.chaos <= best.chaos and one.coherence >= best.coherence - 0.05]
    possible = [encoding for one in equal for encoding in one.could_be_from_charset]
    return next((encoding for encoding in USUAL if encoding in possible), best.encoding)


def _refuse_zeros(text: str, name: str) -> str:
    if "\x00" in text:
        raise UnreadableFileError(f"{name}: holds NUL characters, so it is no text file")
    return text
