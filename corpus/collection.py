"""Collections: folders of texts, described by a `collection.toml` or by themselves."""

import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.document import Document
from corpus.errors import CollectionError, UnreadableFileError
from corpus.reading import DEFAULT_LANGUAGE, TEXT_SUFFIXES, Entry, name_document, read_document

DESCRIPTION_FILE = "collection.toml"


class CollectionDescription(BaseModel):
    """The content of a `collection.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(description="What the collection is called.")
    language: str = Field(default=DEFAULT_LANGUAGE, description="Of the texts that name no other, ISO 639-1 code.")
    documents: tuple[Entry, ...] = ()


class Skipped(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    reason: str


class Collection(NamedTuple):
    """What was read from one or more sources."""

    title: str
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def find_press_kit() -> Path:
    """Return the folder of the packaged press kit."""
    return Path(str(resources.files("corpus"))) / "press_kit"


def read_collection(sources: Sequence[Path]) -> Collection:
    """Return the documents of files and folders, in a stable order, with unique ids.

    A file that cannot be read is skipped and named. In a folder with a `collection.toml` its order
    and descriptions hold, and text files that it does not name are read as well.

    Raises:
        CollectionError: A source does not exist, or a `collection.toml` is malformed or names a file
            that is not there.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    titles: list[str] = []
    for source in sources:
        if not source.exists():
            raise CollectionError(f"{source}: no such file or folder")
        root = source if source.is_dir() else source.parent
        description = _read_description(root) if source.is_dir() else None
        titles.append(description.title if description else source.resolve().name)
        entries = _list_entries(root, description) if source.is_dir() else iter([Entry(file=source.name)])
        for entry in entries:
            try:
                document = read_document(root / entry.file, entry)
            except UnreadableFileError as error:
                skipped.append(Skipped(entry.file, str(error)))
                continue
            unique = name_document(document.id, documents)
            documents[unique] = document.model_copy(update={"id": unique})
    return Collection(", ".join(titles), tuple(documents.values()), tuple(skipped))


def _read_description(folder: Path) -> CollectionDescription | None:
    path = folder / DESCRIPTION_FILE
    if not path.is_file():
        return None
    try:
        description = CollectionDescription.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CollectionError(f"{path}: {place}: {first['msg']}") from error
    for entry in description.documents:
        target = (folder / entry.file).resolve()
        if not target.is_relative_to(folder.resolve()) or not target.is_file():
            raise CollectionError(f"{path}: names {entry.file}, which is no file of this folder")
    return description


def _list_entries(folder: Path, description: CollectionDescription | None) -> Iterator[Entry]:
    described = description.documents if description else ()
    language = description.language if description else DEFAULT_LANGUAGE
    for entry in described:
        yield entry.model_copy(update={"language": entry.language or language})
    named = {entry.file for entry in described}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in TEXT_SUFFIXES and path.is_file() and name not in named and not hidden:
            yield Entry(file=name, language=language)
