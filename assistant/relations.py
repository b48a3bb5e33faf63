"""How documents stand to each other: sheets of one series, versions of one document."""

from assistant.series import Series
from assistant.versions import Versions
from index.texts import Texts


class DocumentRelations:
    """The relations of a generation's documents. Safe to use from several threads."""

    def __init__(self, texts: Texts) -> None:
        self._series = Series(texts)
        self._versions = Versions(texts)

    def are_sisters(self, one: str, other: str) -> bool:
        """Return whether two documents, by id, are sheets of one series and no versions of one document."""
        versions = self._versions.is_newer(one, other) or self._versions.is_newer(other, one)
        return not versions and self._series.holds(one, other)

    def is_newer(self, one: str, other: str) -> bool:
        """Return whether a document, by id, is a newer version of another."""
        return self._versions.is_newer(one, other)
