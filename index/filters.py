"""Which documents a search may find."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from corpus.document import Document


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class Filters(BaseModel):
    """Conditions on documents; all that are given must hold, each by one of its values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_id: Names = Field(default=(), description="Ids of documents.")
    kind: Names = Field(default=(), description="Kinds of text, such as `press release`.")
    speaker: Names = Field(default=(), description="Speakers, as the documents name them.")
    published_from: date | None = Field(default=None, description="Earliest date of publication.")
    published_to: date | None = Field(default=None, description="Latest date of publication.")

    def admits(self, document: Document) -> bool:
        """Return whether a document meets all conditions; one without a date meets none on dates."""
        since, until, published = self.published_from, self.published_to, document.published
        return (
            (not self.document_id or document.id in self.document_id)
            and (not self.kind or document.kind in self.kind)
            and (not self.speaker or document.speaker in self.speaker)
            and (since is None or (published is not None and published >= since))
            and (until is None or (published is not None and published <= until))
        )

    def select(self, documents: Iterable[Document]) -> frozenset[str] | None:
        """Return the ids of the admitted documents; None where there is no condition."""
        if self == Filters():
            return None
        return frozenset(document.id for document in documents if self.admits(document))
