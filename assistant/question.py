"""What a person asks."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from index.filters import Filters

LONGEST_QUESTION = 2000  # Characters.
LONGEST_HISTORY = 40  # Turns; more are sent by mistake or by malice.


class Turn(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class Question(BaseModel):
    """A question, with what was said before it and which documents may answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(max_length=LONGEST_QUESTION, description="As it was typed.")
    history: tuple[Turn, ...] = Field(default=(), max_length=LONGEST_HISTORY, description="Oldest first.")
    filters: Filters = Field(default=Filters(), description="Which documents may be used.")

    @field_validator("question")
    @classmethod
    def _needs_words(cls, value: str) -> str:
        if not any(character.isalnum() for character in value):
            raise ValueError("the question is empty")
        return value
