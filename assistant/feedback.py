"""What people say of answers, kept in one SQLite file on the server's disk."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.answer import Outcome
from assistant.question import LONGEST_HISTORY, LONGEST_QUESTION
from index.filters import Filters

MOST_QUOTES = 20
LARGEST_FILE_BYTES = 200_000_000  # Anybody may send feedback: it must not fill the disk.
BUSY_SECONDS = 5.0

Verdict = Literal["up", "down"]
Complaint = Literal["wrong", "not_in_source", "incomplete", "should_have_declined", "other"]
AskedText = Annotated[str, StringConstraints(max_length=LONGEST_QUESTION)]
QuotedText = Annotated[str, StringConstraints(max_length=20_000)]

SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    received TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    generation TEXT NOT NULL,
    feedback TEXT NOT NULL
);
"""


class FeedbackFullError(OSError):
    """No more feedback can be kept."""


class Feedback(BaseModel):
    """What a person says of one answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict = Field(description="Thumb up or down.")
    reason: Complaint | None = Field(default=None, description="Why the thumb is down.")
    comment: str = Field(default="", max_length=2000, description="In the person's own words.")
    question: AskedText = Field(description="As it was asked.")
    history: tuple[AskedText, ...] = Field(
        default=(), max_length=LONGEST_HISTORY // 2, description="Earlier questions of the conversation, oldest first."
    )
    filters: Filters = Field(default=Filters(), description="Which documents were to be used.")
    query: str = Field(max_length=20_000, description="What was searched for.")
    outcome: Outcome = Field(description="Of the answer.")
    text: QuotedText = Field(description="Of the answer.")
    quotes: tuple[QuotedText, ...] = Field(
        default=(), max_length=MOST_QUOTES, description="The quotations of the answer, character for character."
    )
    generation: str = Field(max_length=100, description="Of the index that answered.")

    @model_validator(mode="after")
    def _needs_sense(self) -> "Feedback":
        if self.verdict == "up" and self.reason is not None:
            raise ValueError("a reason belongs to a thumb that is down")
        return self

    @property
    def answer_id(self) -> str:
        """The same for everybody who got the same answer of the same index."""
        told = "\x00".join((self.generation, self.query, self.text))
        return hashlib.sha256(told.encode("utf-8")).hexdigest()[:16]


class KeptFeedback(BaseModel):
    """Feedback as it is kept."""

    model_config = ConfigDict(frozen=True)

    id: int = Field(description="From 1, in the order in which it came.")
    received: datetime = Field(description="UTC.")
    answer_id: str = Field(description="The same for everybody who got the same answer of the same index.")
    feedback: Feedback


class FeedbackList(BaseModel):
    """All that is kept."""

    model_config = ConfigDict(frozen=True)

    feedback: tuple[KeptFeedback, ...] = Field(description="Oldest first.")


class FeedbackReceipt(BaseModel):
    """What is said to whoever sent feedback."""

    model_config = ConfigDict(frozen=True)

    id: int
    answer_id: str


class FeedbackStore:
    """The file that feedback is kept in; made when the first comes. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, feedback: Feedback) -> FeedbackReceipt:
        """Keep one piece of feedback and return where it is found again.

        Raises:
            FeedbackFullError: The file has reached its limit.
            OSError: The file cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size >= LARGEST_FILE_BYTES:
            raise FeedbackFullError(f"{self._path} holds {LARGEST_FILE_BYTES:,} bytes: export it and remove it")
        row = (
            datetime.now(UTC).isoformat(timespec="seconds"),
            feedback.answer_id,
            feedback.generation,
            feedback.model_dump_json(),
        )
        with self._open() as connection, connection:
            connection.executescript(SCHEMA)
            cursor = connection.execute(
                "INSERT INTO feedback (received, answer_id, generation, feedback) VALUES (?, ?, ?, ?)", row
            )
        return FeedbackReceipt(id=cursor.lastrowid or 0, answer_id=feedback.answer_id)

    def read(self) -> list[KeptFeedback]:
        """Return all that is kept, oldest first.

        Raises:
            OSError: The file is there and is not one of ours.
        """
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute("SELECT id, received, answer_id, feedback FROM feedback ORDER BY id").fetchall()
        return [
            KeptFeedback(id=id_, received=received, answer_id=answer_id, feedback=Feedback.model_validate_json(text))
            for id_, received, answer_id, text in rows
        ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise OSError(f"{self._path}: {error}") from error


class Candidate(BaseModel):
    """A line of a suite, as `palermo-eval` reads it."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    evidence: tuple[str, ...]
    documents: tuple[str, ...]
    tags: tuple[str, ...]


def write_list(kept: Sequence[KeptFeedback]) -> str:
    """Return feedback as one JSON object."""
    return FeedbackList(feedback=tuple(kept)).model_dump_json()


def write_candidate(kept: KeptFeedback) -> str:
    """Return feedback as one line of a suite, for a person to complete: a candidate, not yet a sample.

    What was praised has its quotations as evidence, or is unanswerable where it was declined; what should have been
    declined is unanswerable; of everything else nothing is known but that the answer was not right.
    """
    feedback = kept.feedback
    praised = feedback.verdict == "up"
    answerable = feedback.outcome != "abstained" if praised else feedback.reason != "should_have_declined"
    candidate = Candidate(
        id=f"feedback-{kept.answer_id}-{kept.id}",
        question=feedback.question,
        history=feedback.history,
        answerable=answerable,
        evidence=feedback.quotes if praised and answerable else (),
        documents=feedback.filters.document_id,
        tags=("feedback", feedback.verdict, *([feedback.reason] if feedback.reason else [])),
    )
    return candidate.model_dump_json()
