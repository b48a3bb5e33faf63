"""What a person gets."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from assistant.linking import write_link

# How the text of an answer begins that is none.
DECLINED = ("The sources do not ", "The sources speak of this, but they do not tell ", "It is not clear what “")

Outcome = Literal["answered", "conflicting", "abstained"]
Reason = Literal["not_in_sources", "detail_not_told", "unclear_reference", "index_empty", "nothing_admitted"]


class Citation(BaseModel):
    """A quotation and where it stands."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(description="As in the answer's text, from 1.")
    document_id: str
    title: str
    kind: str
    published: date | None
    speaker: str | None
    role: str | None = Field(default=None, description="The speaker's office.")
    page: int | None = Field(default=None, description="Of the file, where the quotation starts; null without pages.")
    section: str | None = Field(default=None, description="Headings over it, from the outermost.")
    start: int = Field(description="In code points of the document's text.")
    end: int
    quote: str = Field(description="`document.text[start:end]`, character for character.")
    original_url: str | None = Field(default=None, description="The file that was read, opened at that page.")

    @computed_field(description="The document's page with the quotation highlighted, also when it has moved.")  # type: ignore[prop-decorator]
    @property
    def url(self) -> str:
        """Of what is quoted: it cannot differ from the quotation."""
        return write_link(self.document_id, self.start, self.end, self.quote)


class ShortAnswer(BaseModel):
    """The figure, date or name that was asked for, inside a quotation."""

    model_config = ConfigDict(frozen=True)

    text: str
    citation: int = Field(description="Number of the citation that holds it.")
    start: int = Field(description="In code points of the document's text.")
    end: int


class Statement(BaseModel):
    """One sentence of an answer and what proves it."""

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...]
    earlier: bool = Field(
        default=False, description="Whether an older version of a document said it that says otherwise now."
    )


class Abstention(BaseModel):
    """Why there is no answer."""

    model_config = ConfigDict(frozen=True)

    reason: Reason
    message: str = Field(description="For people.")
    words: tuple[str, ...] = Field(
        default=(), description="Of the question: those that the sources do not mention, or the one that is unclear."
    )
    nearest: tuple[Citation, ...] = Field(description="What the sources say that comes closest.")


class Answer(BaseModel):
    """An answer, every sentence of it quoted; or the reason why there is none."""

    model_config = ConfigDict(frozen=True)

    question: str = Field(description="As it was asked.")
    query: str = Field(description="What was searched for: the question made complete.")
    outcome: Outcome
    text: str = Field(description="The whole answer as plain text, with [1] markers.")
    short_answer: ShortAnswer | None = Field(default=None, description="The figure, date or name, where there is one.")
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    abstention: Abstention | None
    confidence: float = Field(
        ge=0.0, le=1.0, description="Probability that the best evidence answers; comparable between questions."
    )
    suggestions: tuple[str, ...] = Field(description="Questions that lead on.")
    generation: str = Field(description="Of the index that answered.")
    seconds: dict[str, float] = Field(description="Time taken, `total` and by part.")
