"""The assistant of the live generation, and its successor as soon as there is one."""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from assistant.answering import Assistant, open_assistant
from assistant.settings import Settings
from index.errors import DamagedIndexError, SearchIndexError
from index.history import find_live_or_none, list_others
from index.layout import CURRENT_FILE

RETRY_SECONDS = 30.0  # Until a generation that could not be opened is tried again.

logger = logging.getLogger(__name__)

Open = Callable[[str | None], Assistant]
"""Opens the generation of a name, the live one for None."""
Mark = tuple[int, int, int]


class Opened(NamedTuple):
    """What answers."""

    assistant: Assistant
    fault: str | None
    """Why it is not the live generation that answers; names no place outside the index."""


def open_best(settings: Settings) -> Opened:
    """Return the assistant of the live generation; if that is damaged, of the newest other one that is sound.

    Raises:
        SearchIndexError: There is no index, it is stale, or no generation is sound.
    """
    return _open_best(settings.index, lambda name: open_assistant(settings, name))


def _open_best(root: Path, open_named: Open) -> Opened:
    try:
        return Opened(open_named(None), None)
    except DamagedIndexError as fault:
        for name in list_others(root):
            with suppress(SearchIndexError):
                assistant = open_named(name)
                logger.error("%s; generation %s answers", fault, assistant.generation.manifest.generation)
                return Opened(assistant, _write_fault(root, fault))
        raise


def _write_fault(root: Path, error: SearchIndexError) -> str:
    """Return what is wrong with an index, without telling strangers where it lies."""
    return str(error).partition(";")[0].replace(f"{root}{os.sep}", "").replace(str(root), "index")


def read_mark(root: Path) -> Mark | None:
    """Return what changes with every publication; None where nothing says which generation is live."""
    try:
        stat = (root / CURRENT_FILE).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


class Live:
    """Keeps an assistant up to date with its index. `look` is called by one thread at a time."""

    def __init__(self, opened: Opened, root: Path, open_named: Open, seen: Mark | None) -> None:
        """
        Args:
            root: Of the index.
            open_named: Opens a generation.
            seen: What `read_mark` said before the assistant was opened.
        """
        self.opened = opened
        self._root = root
        self._open = open_named
        self._seen = seen
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def look(self, prepare: Callable[[Assistant], object]) -> Opened:
        """Return what is to answer from now on: the live generation's assistant, or the one there is with a fault.

        Args:
            prepare: Called with a new assistant before it is to answer.
        """
        mark = read_mark(self._root)
        retried = self.opened.fault is not None and time.monotonic() >= self._retry_at
        if mark is None or (mark == self._seen and not retried):
            return self.opened
        self._seen, self._retry_at = mark, time.monotonic() + RETRY_SECONDS
        try:
            # What answers is no refuge if it is itself what was damaged.
            serving = self.opened.assistant.generation.folder.name == find_live_or_none(self._root)
            opened = _open_best(self._root, self._open) if serving else Opened(self._open(None), None)
            prepare(opened.assistant)
        except SearchIndexError as error:
            fault = _write_fault(self._root, error)
            if fault != self.opened.fault:
                logger.error("%s; generation %s goes on answering", error, self._name(self.opened.assistant))
            self.opened = self.opened._replace(fault=fault)
        else:
            former = self._name(self.opened.assistant)
            logger.info("generation %s answers in place of %s", self._name(opened.assistant), former)
            self.opened = opened
        return self.opened

    @staticmethod
    def _name(assistant: Assistant) -> str:
        return assistant.generation.manifest.generation


def follow(settings: Settings) -> Live:
    """Return the assistant of an index, to be kept up to date.

    Raises:
        SearchIndexError: There is no index, it is stale, or no generation is sound.
    """
    seen = read_mark(settings.index)
    return Live(open_best(settings), settings.index, lambda name: open_assistant(settings, name), seen)
