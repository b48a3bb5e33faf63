"""Documents keep their ids when their files change, move, or when others come and go."""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Protocol

from corpus.document import Document
from corpus.naming import name_document


class Recognisable(Protocol):
    """What a document is recognised by."""

    @property
    def id(self) -> str:
        """That it has, or had."""
        ...

    @property
    def file(self) -> str:
        """Name of its file."""
        ...

    @property
    def sha256(self) -> str:
        """Of the file's bytes."""
        ...


Key = Callable[[Recognisable], Hashable]

# The first that holds decides: the same file, the same place, the same bytes at another place.
SAMENESS: tuple[Key, ...] = (
    lambda document: (document.file, document.sha256),
    lambda document: document.file,
    lambda document: document.sha256,
)


def keep_identities(documents: Sequence[Document], before: Sequence[Recognisable]) -> tuple[Document, ...]:
    """Return documents under the ids that they had before, where they are the same.

    A document whose file is still there is the same even if its text changed; one with the same
    bytes as a file that is gone was moved. An id that a `collection.toml` gives comes before all that.
    """
    kept = {place: document.id for place, document in enumerate(documents) if not _is_named_by_file(document)}
    free = {document.id: document for document in before if document.id not in kept.values()}
    for key in SAMENESS:
        waiting: dict[Hashable, list[str]] = {}
        for document in free.values():
            waiting.setdefault(key(document), []).append(document.id)
        for place, document in enumerate(documents):
            if place not in kept and (ids := waiting.get(key(document))):
                kept[place] = ids.pop(0)
                del free[kept[place]]
    taken = dict.fromkeys(kept.values())
    for place, document in enumerate(documents):
        if place not in kept:
            kept[place] = name_document(document.id, taken)
            taken[kept[place]] = None
    return tuple(
        document if document.id == kept[place] else document.model_copy(update={"id": kept[place]})
        for place, document in enumerate(documents)
    )


def _is_named_by_file(document: Document) -> bool:
    """Return whether an id was made of the file's name, with a number behind it where that was taken."""
    name = name_document(Path(document.file).with_suffix("").as_posix())
    number = document.id.removeprefix(f"{name}-")
    return document.id == name or (number != document.id and number.isdigit())
