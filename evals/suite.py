"""Suites: questions with what a right answer says and where the evidence stands."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.question import LONGEST_HISTORY, LONGEST_QUESTION
from evals.errors import AbsentDataError, MisuseError, SuiteError

Split = Literal["tuning", "reporting"]
SPLITS: tuple[Split, ...] = ("tuning", "reporting")

SUFFIX = ".jsonl"
KIT_FILE = "suite.jsonl"  # A suite of this name is called after its folder.


class Sample(BaseModel):
    """One question of a suite."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(min_length=1, description="Unique in its suite.")
    question: str = Field(max_length=LONGEST_QUESTION, description="As a person would type it.")
    history: tuple[str, ...] = Field(
        default=(), max_length=LONGEST_HISTORY // 2, description="Earlier questions of the same person, oldest first."
    )
    standalone: str | None = Field(
        default=None, max_length=LONGEST_QUESTION, description="The question in a form that needs no history."
    )
    answerable: bool = Field(description="Whether the documents tell the answer.")
    any_of: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a right answer matches one of them, whatever the case."
    )
    all_of: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a right answer matches every one of them, whatever the case."
    )
    evidence: tuple[str, ...] = Field(default=(), description="Texts of the documents, each of which tells the answer.")
    references: tuple[str, ...] = Field(
        default=(), description="Short answers, word for word, for exact match and token F1."
    )
    documents: tuple[str, ...] = Field(
        default=(), description="Ids of the documents that the question is put to; all of the collection if empty."
    )
    relevant: tuple[str, ...] = Field(
        default=(), description="Ids of documents that answer as a whole, where no piece of evidence is marked."
    )
    tags: tuple[str, ...] = Field(default=(), description="What sort of question it is.")
    split: Split | None = Field(default=None, description="The half of the suite that it belongs to.")
    subject: str | None = Field(default=None, description="Questions on one subject belong to one half.")

    @field_validator("question", "history")
    @classmethod
    def _needs_words(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for question in (value,) if isinstance(value, str) else value:
            if not any(character.isalnum() for character in question):
                raise ValueError("a question is empty")
        return value

    @field_validator("any_of", "all_of")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern, re.IGNORECASE)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns


class Suite(NamedTuple):
    """A file of questions."""

    name: str
    path: Path
    sha256: str
    """Of the file's bytes."""
    samples: tuple[Sample, ...]
    lines: tuple[int, ...]
    """Where each sample stands in the file, from 1."""

    def select(self, split: Split | None, tag: str | None = None) -> tuple[Sample, ...]:
        """Return the questions of one half or all for None, and with one tag or any for None.

        Raises:
            MisuseError: There are none.
        """
        chosen = tuple(sample for sample in self.samples if split is None or sample.split == split)
        if not chosen:
            raise MisuseError(f"{self.name}: no question of this suite is in the half `{split}`")
        tags = sorted({name for sample in chosen for name in sample.tags})
        if tag is not None and tag not in tags:
            raise MisuseError(f"{self.name}: no question has the tag `{tag}`; there are {', '.join(tags) or 'none'}")
        return tuple(sample for sample in chosen if tag is None or tag in sample.tags)


def list_suites() -> list[str]:
    """Return the names of the packaged suites."""
    return sorted(path.stem for path in _find_packaged().glob(f"*{SUFFIX}"))


class Packaged(NamedTuple):
    """What a packaged suite is."""

    about: str
    licence: str


def describe_suite(name: str) -> Packaged:
    """Return what a packaged suite is.

    Raises:
        KeyError: `origins.toml` does not tell.
    """
    origins = tomllib.loads((_find_packaged() / "origins.toml").read_text(encoding="utf-8"))
    return Packaged(**origins[name])


def read_suite(source: str) -> Suite:
    """Return a packaged suite by its name, or the suite of a JSONL file by its path.

    Raises:
        SuiteError: A line is broken, an id is used twice, or a pattern does not compile.
        AbsentDataError: There is no such file.
        MisuseError: There is no suite of that name.
    """
    packaged = _find_packaged() / f"{source}{SUFFIX}"
    path = packaged if source in list_suites() else Path(source)
    if not path.is_file():
        if path.suffix != SUFFIX and len(path.parts) == 1:
            raise MisuseError(f"{source}: no suite of that name; there are {', '.join(list_suites())}, or give a file")
        raise AbsentDataError(f"{path}: no such suite file")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SuiteError(f"{path}: cannot be read: {error.strerror or error}") from error
    numbered = list(_read_samples(path, _decode(path, data)))
    if not numbered:
        raise SuiteError(f"{path}: there are no questions in it")
    return Suite(
        name=path.resolve().parent.name if path.name == KIT_FILE else path.stem,
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        samples=tuple(sample for _, sample in numbered),
        lines=tuple(number for number, _ in numbered),
    )


def _find_packaged() -> Path:
    return Path(str(resources.files("evals"))) / "suites"


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SuiteError(f"{path}:{line}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _read_samples(path: Path, text: str) -> Iterator[tuple[int, Sample]]:
    seen: dict[str, int] = {}
    # Not splitlines: JSON strings may hold the line separators of Unicode unescaped.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            sample = Sample.model_validate_json(line)
        except ValidationError as error:
            raise SuiteError(f"{path}:{number}: {_describe(error)}") from error
        if sample.id in seen:
            raise SuiteError(f"{path}:{number}: the id `{sample.id}` is used on line {seen[sample.id]} already")
        seen[sample.id] = number
        yield number, sample


def _describe(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
