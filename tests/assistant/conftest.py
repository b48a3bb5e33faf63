"""A running service: the tests of HTTP go through a real socket, as users do."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn

from assistant.answering import Assistant, open_assistant
from assistant.http import create_app
from assistant.settings import Settings

STARTING_SECONDS = 60


@contextmanager
def serving(assistant: Assistant, warm: bool = True) -> Iterator[httpx.Client]:
    """Run the service in a thread, on a free port of the loopback.

    Args:
        warm: Whether the service is warmed up as it starts.
    """
    config = uvicorn.Config(
        create_app(assistant), log_level="critical", ws="none", lifespan="on" if warm else "off", server_header=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + STARTING_SECONDS
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "the service did not start"
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            yield client
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def press_kit_assistant(press_kit_index: Path) -> Assistant:
    """The assistant that answers from the press kit."""
    return open_assistant(Settings(index=press_kit_index))


@pytest.fixture(scope="session")
def service(press_kit_assistant: Assistant) -> Iterator[httpx.Client]:
    """A client of the service that answers from the press kit."""
    with serving(press_kit_assistant) as client:
        yield client


@pytest.fixture
def serve_with() -> Iterator[Callable[..., httpx.Client]]:
    """Starts further services, and ends them with the test."""
    with ExitStack() as stack:
        yield lambda assistant, warm=True: stack.enter_context(serving(assistant, warm))
