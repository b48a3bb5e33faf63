"""Faults of reading a collection."""


class CorpusError(Exception):
    """Something about the source files is wrong; the message says what, where and how to mend it."""


class UnreadableFileError(CorpusError):
    """One file cannot be read as text."""


class CollectionError(CorpusError):
    """A `collection.toml` is malformed or names a file that is not there."""
