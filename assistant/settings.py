"""Settings, from the environment with the prefix PALERMO_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.splitting import Splitting
from index.model import PACKAGED


class Settings(BaseSettings):
    """What can be set. The command line's options come before the environment."""

    model_config = SettingsConfigDict(env_prefix="PALERMO_", extra="ignore")

    index: Path = Field(default=Path(".palermo/index"), description="Folder of the index.")
    model: str = Field(
        default=PACKAGED, description="Embedding model: `packaged`, a folder, or a name in the local model cache."
    )
    passage_words: int = Field(default=90, gt=0, description="Longest passage in words.")
    candidates: int = Field(default=12, gt=0, description="Passages that are read for an answer.")
    threshold: float | None = Field(
        default=None, ge=0.0, le=1.0, description="Least confidence of an answer; unset for the fitted one."
    )

    @property
    def splitting(self) -> Splitting:
        """How documents are cut into passages."""
        return Splitting(longest_words=self.passage_words)
