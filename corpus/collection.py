"""Collections: folders of texts, described by a `collection.toml` or by themselves."""

import glob
import hashlib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.confining import ConfinedReader
from corpus.document import Document
from corpus.duplicates import find_near_duplicates
from corpus.errors import CollectionError, UnreadableFileError
from corpus.formats import PLAIN, SUFFIXES, Format
from corpus.limits import Limits
from corpus.naming import name_document, show_name
from corpus.reading import DEFAULT_LANGUAGE, Entry, Reading, find_format_of, read_document
from corpus.readings import ReadingRecord, Readings, name_reading, record_reading, restore_reading

DESCRIPTION_FILE = "collection.toml"

SHORT_BYTES = 64_000  # Of plain text, which costs next to nothing to read, however it was made.

Report = Callable[[str, int, int], None]


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


class Original(NamedTuple):
    """A file that people may want to see as it was, and where it lay when it was read."""

    sha256: str
    path: Path


class Collection(NamedTuple):
    """What was read from one or more sources."""

    title: str
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...] = ()
    """What should be known of how it was read: pages without text, guessed encodings, texts nearly the same."""
    originals: tuple[Original, ...] = ()
    """The PDF files among what was read."""
    readings: tuple[ReadingRecord, ...] = ()
    """How each file was read, for whoever reads it again."""
    reused: int = 0
    """Files whose reading was known."""


class CollectionReadings:
    """The readings that a collection was made of."""

    def __init__(self, collection: Collection) -> None:
        self._documents = collection.documents
        self._records = {record.key: record for record in collection.readings}

    def find(self, key: str) -> Reading | None:
        """Return what came of a file, None where it is not known."""
        record = self._records.get(key)
        return record and restore_reading(record, self._documents[record.place])


class Found(NamedTuple):
    """A file of a source, and what is known about it before it is read."""

    path: Path
    entry: Entry
    language: str


def find_press_kit() -> Path:
    """Return the folder of the packaged press kit."""
    return Path(str(resources.files("corpus"))) / "press_kit"


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def read_collection(
    sources: Sequence[Path],
    report: Report = ignore_progress,
    limits: Limits | None = None,
    known: Readings | None = None,
) -> Collection:
    """Return the documents of files, folders and patterns such as `notes/*.pdf`, in a stable order, with unique ids.

    A file that cannot be read is skipped and named. In a folder with a `collection.toml` its order
    and descriptions hold, and files that it does not name are read as well. The same text in two
    files is one document, which names the other file too.

    Args:
        report: Is told the stage, how many files are done, and of how many.
        known: Readings that are not made again where nothing changed that they came of.

    Raises:
        CollectionError: A source does not exist, or a `collection.toml` is malformed or names a file
            that is not there.
    """
    gathering = Gathering()
    found = [file for source in expand_sources(sources) for file in gathering.list_files(source)]
    with ConfinedReader(limits) as confined:
        for done, file in enumerate(found):
            report("reading files", done, len(found))
            gathering.read(file, confined, limits or Limits(), known)
    report("reading files", len(found), len(found))
    return gathering.finish()


def expand_sources(sources: Iterable[Path]) -> list[Path]:
    """Return files and folders, those that a pattern matches in its place.

    Raises:
        CollectionError: A source does not exist, or matches nothing.
    """
    expanded: list[Path] = []
    for source in sources:
        if source.exists():
            expanded.append(source)
        elif glob.has_magic(str(source)):
            matches = sorted(Path(match) for match in glob.glob(str(source), recursive=True))
            if not matches:
                raise CollectionError(f"{source}: matches no file or folder")
            expanded += matches
        else:
            raise CollectionError(f"{source}: no such file or folder")
    return expanded


class Gathering:
    """A collection while it is read."""

    def __init__(self) -> None:
        self._titles: list[str] = []
        self._documents: dict[str, Document] = {}
        self._ids: dict[str, str] = {}
        """Ids of the documents by their text's hash."""
        self._originals: dict[str, Original] = {}
        self._skipped: list[Skipped] = []
        self._notices: list[str] = []
        self._left_out: Counter[str] = Counter()
        self._seen: set[Path] = set()
        self._places: dict[str, int] = {}
        """Of documents by their ids."""
        self._records: list[ReadingRecord] = []
        self._reused = 0

    def list_files(self, source: Path) -> Iterator[Found]:
        """Yield the files of a source that are to be read, none twice.

        Raises:
            CollectionError: Its `collection.toml` is malformed or names a file that is not there.
        """
        root = source if source.is_dir() else source.parent
        description = _read_description(root) if source.is_dir() else None
        language = description.language if description else DEFAULT_LANGUAGE
        self._titles.append(description.title if description else source.resolve().name)
        entries = self._list_entries(root, description) if source.is_dir() else iter([Entry(file=source.name)])
        for entry in entries:
            path = root / entry.file
            resolved = path.resolve()
            if resolved not in self._seen:
                self._seen.add(resolved)
                yield Found(path, entry, language)

    def _list_entries(self, folder: Path, description: CollectionDescription | None) -> Iterator[Entry]:
        described = description.documents if description else ()
        yield from described
        named = {entry.file for entry in described}
        inside = folder.resolve()
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if hidden or name in named or name == DESCRIPTION_FILE or not path.is_file():
                continue
            if path.suffix.lower() not in SUFFIXES:
                self._left_out[show_name(path.suffix.lower()) or "without a suffix"] += 1
            elif not path.resolve().is_relative_to(inside):
                self._skip(name, f"{show_name(name)}: is a link to a file outside of {folder.name}")
            else:
                yield Entry(file=name)

    def read(self, found: Found, confined: ConfinedReader, limits: Limits, known: Readings | None) -> None:
        """Read a file unless its reading is known, by a process of its own unless it is a short plain text."""
        found = found._replace(entry=found.entry.model_copy(update={"file": show_name(found.entry.file)}))
        try:
            form = find_format_of(found.path, limits)
            reading = known and known.find(_name(found, _hash_file(found.path), limits))
            if reading:
                self._reused += 1
            elif form in PLAIN and found.path.stat().st_size <= SHORT_BYTES:
                reading = read_document(found.path, found.entry, found.language, limits)
            else:
                reading = confined.read(found.path, found.entry, found.language)
        except (UnreadableFileError, OSError) as error:
            self._skip(found.entry.file, str(error))
            return
        document = reading.document
        self._notices.extend(reading.notices)
        if form is Format.PDF:
            self._originals[document.sha256] = Original(document.sha256, found.path.absolute())
        kept = self._add(document)
        # The bytes that were parsed count, should the file have changed since it was looked at.
        key = _name(found, document.sha256, limits)
        self._records.append(record_reading(key, self._places[kept.id], reading, kept))

    def _add(self, document: Document) -> Document:
        """Return the document that the collection now holds for one that was read."""
        key = hashlib.sha256(document.text.encode()).hexdigest()
        same = self._ids.get(key)
        if same is None:
            unique = name_document(document.id, self._documents)
            self._ids[key] = unique
            self._places[unique] = len(self._documents)
            self._documents[unique] = document.model_copy(update={"id": unique})
            return self._documents[unique]
        first = self._documents[same]
        self._documents[same] = first.model_copy(update={"copies": (*first.copies, document.file)})
        self._notices.append(f"{document.file}: holds the same text as {first.file}")
        return first

    def _skip(self, file: str, reason: str) -> None:
        self._skipped.append(Skipped(file, reason))

    def finish(self) -> Collection:
        """Return the collection."""
        documents = tuple(self._documents.values())
        alike = [
            f"{self._documents[other].file}: says nearly the same as {self._documents[one].file} ({share:.0%})"
            for one, other, share in find_near_duplicates(documents)
        ]
        if self._left_out:
            kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(self._left_out.items()))
            self._notices.append(f"files of other formats, left out: {kinds}")
        kept = {document.sha256 for document in documents}
        originals = tuple(original for key, original in self._originals.items() if key in kept)
        return Collection(
            ", ".join(self._titles),
            documents,
            tuple(self._skipped),
            (*self._notices, *alike),
            originals,
            tuple(self._records),
            self._reused,
        )


def _name(found: Found, sha256: str, limits: Limits) -> str:
    return name_reading(sha256, found.entry, found.language, limits)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
