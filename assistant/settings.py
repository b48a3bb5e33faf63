"""Settings, from the environment with the prefix PALERMO_."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.limits import Limits
from corpus.splitting import Splitting
from index.manifest import EXACT_UP_TO
from index.model import PACKAGED

ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """What can be set. The command line's options come before the environment."""

    model_config = SettingsConfigDict(
        env_prefix="PALERMO_", extra="ignore", env_nested_delimiter="_", env_nested_max_split=1
    )

    index: Path = Field(default=Path(".palermo/index"), description="Folder of the index.")
    model: str = Field(
        default=PACKAGED, description="Embedding model: `packaged`, a folder, or a name in the local model cache."
    )
    passage_words: int = Field(default=90, gt=0, description="Longest passage in words.")
    exact_passages: int = Field(
        default=EXACT_UP_TO,
        ge=0,
        description="Most passages whose vectors are all compared with a question's; of more, the nearest are found "
        "approximately.",
    )
    limits: Limits = Field(
        default=Limits(), description="What one file may cost, such as PALERMO_LIMITS_PAGES; see `corpus.limits`."
    )
    candidates: int = Field(default=10, gt=0, description="Passages that are read for an answer.")
    threshold: float | None = Field(
        default=None, ge=0.0, le=1.0, description="Least confidence of an answer; unset for the fitted one."
    )

    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Other origins whose pages may ask, such as `https://news.example`; `*` for all."
    )
    feedback: bool = Field(default=True, description="Whether people are asked what they think of an answer.")
    feedback_file: Path = Field(default=Path(".palermo/feedback.sqlite"), description="Where that is kept.")

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").lower().split() if isinstance(value, str) else value

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if origin != "*" and not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: write scheme, host and port only, as https://news.example")
        return origins

    @property
    def splitting(self) -> Splitting:
        """How documents are cut into passages."""
        return Splitting(longest_words=self.passage_words)
