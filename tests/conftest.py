"""What every test shares: no network, one reading and one index of the press kit."""

import ipaddress
import os
import sys
from pathlib import Path

# Before any import of huggingface_hub, which reads it once.
os.environ["HF_HUB_OFFLINE"] = "1"

import pytest
from hypothesis import settings

from assistant.indexing import index_collection
from assistant.settings import Settings
from corpus.collection import Collection, find_press_kit, read_collection

# Derandomised, so that a change that breaks nothing never fails; `--hypothesis-profile=searching` looks further.
settings.register_profile("checking", deadline=None, derandomize=True, max_examples=40, database=None)
settings.register_profile("searching", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile("checking")

CONNECTIONS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _block_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise for a connection or a look-up that leaves the machine.

    An audit hook sees every socket of the interpreter, also those that never pass `socket.socket`.
    The addresses of AF_UNIX and of connected datagrams are not tuples.
    """
    host: object = None
    if event in CONNECTIONS and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in LOOKUPS:
        host = arguments[0]
    if not _is_local(host):
        raise RuntimeError(f"the tests are offline: {event} of {host!r}")


@pytest.fixture(scope="session", autouse=True)
def _offline() -> None:
    """Block every socket but loopback and AF_UNIX; an audit hook stays until the process ends."""
    sys.addaudithook(_block_network)


@pytest.fixture(scope="session")
def press_kit() -> Collection:
    """The packaged collection, read once."""
    return read_collection([find_press_kit()])


@pytest.fixture(scope="session")
def press_kit_index(tmp_path_factory: pytest.TempPathFactory, press_kit: Collection) -> Path:
    """Root of an index of the press kit with the packaged model. Copy it before changing it."""
    root = tmp_path_factory.mktemp("press-kit") / "index"
    index_collection(Settings(index=root), press_kit)
    return root
