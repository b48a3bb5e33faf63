"""How much one file may cost."""

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import UnreadableFileError


class Limits(BaseModel):
    """What a file that goes beyond is refused for, with the limit named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = Field(default=200_000_000, gt=0, description="Of the file as it lies on disk.")
    text_bytes: int = Field(default=50_000_000, gt=0, description="Of a file of plain text.")
    unpacked_bytes: int = Field(default=500_000_000, gt=0, description="Of all that is packed in a file.")
    members: int = Field(default=20_000, gt=0, description="Files that are packed in one.")
    pages: int = Field(default=10_000, gt=0)
    characters: int = Field(default=20_000_000, gt=0, description="Of the text that is found in a file.")
    memory_bytes: int = Field(default=1_500_000_000, gt=0, description="Address space of the process that reads it.")
    seconds: float = Field(default=120, gt=0, description="Of processor time, from opening it to having its text.")


def check_limit(name: str, found: int, most: int, unit: str) -> None:
    """Refuse what goes beyond a limit.

    Raises:
        UnreadableFileError: It does.
    """
    if found > most:
        raise UnreadableFileError(f"{name}: {found:,} {unit}; the most that is read is {most:,}")
