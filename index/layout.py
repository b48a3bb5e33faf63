"""Where the parts of an index lie.

INDEX/CURRENT                   the number of the live generation; replaced atomically
INDEX/generations/000001/       vectors, lexical index, texts, question encoder
INDEX/generations/000001/manifest.sha256   checksum of the manifest
INDEX/generations/000001/manifest.json     size and checksum of everything else; written last
INDEX/writing.lock              held, by the operating system, while somebody writes
"""

from pathlib import Path

CURRENT_FILE = "CURRENT"
GENERATIONS = "generations"
DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
TEXTS_FILE = "texts.sqlite"
VECTORS_FILE = ".vectors"  # While a generation is written.
DRAFT = ".draft"
REMOVED = ".removed-"


def list_generations(root: Path) -> list[str]:
    """Return the names of all finished generations, oldest first."""
    try:
        return sorted(path.name for path in (root / GENERATIONS).iterdir() if path.name.isdigit())
    except (FileNotFoundError, NotADirectoryError):
        return []


def suggest_mending(root: Path) -> str:
    """Return the advice that every refusal of an index ends with."""
    return f"run `palermo index --index {root}`"
