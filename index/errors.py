"""Faults of an index. Each message says what, where, found against wanted, and what to do."""


class SearchIndexError(Exception):
    """Something is wrong with an index."""


class MissingIndexError(SearchIndexError):
    """There is no index at that place."""


class StaleIndexError(SearchIndexError):
    """The index was made with another model, splitter or format than is asked for."""


class DamagedIndexError(SearchIndexError):
    """A file of the index is missing or is not what was written."""


class BusyIndexError(SearchIndexError):
    """Another process is writing the index."""


class IndexWriteError(SearchIndexError):
    """The index could not be written; the one that was there is untouched."""


class ModelError(SearchIndexError):
    """The embedding model is missing, is not the expected one, or its exported graph differs from it."""
