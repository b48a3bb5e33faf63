"""Names: of documents, made of those of files, and of files, made fit to be shown."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # Categories that break, turn or hide what is around them.


def name_document(stem: str, taken: Mapping[str, object] | None = None) -> str:
    """Return a readable id made of a file's name.

    >>> name_document("Notes/Déjà vu 2")
    'notes-deja-vu-2'
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    name = name or hashlib.sha256(stem.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    number, unique = 2, name
    while taken and unique in taken:
        number, unique = number + 1, f"{name}-{number}"
    return unique


def show_name(file: str) -> str:
    """Return a file's name with escapes for what would deceive or garble where it is shown.

    >>> show_name("bill\\u202efdp.exe")
    'bill\\\\u202efdp.exe'
    """
    return "".join(
        character.encode("unicode_escape").decode() if unicodedata.category(character) in HIDDEN else character
        for character in file
    )
