"""A running service: the tests of HTTP go through a real socket, as users do."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.answering import Assistant, open_assistant
from assistant.feedback import FeedbackStore
from assistant.http import create_app
from assistant.indexing import index_collection
from assistant.settings import Settings
from corpus.collection import read_collection

STARTING_SECONDS = 60
CHROMIUM_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
NO_CHROMIUM = "Chromium is not installed: the chat is not tried in a browser"
ANSWERING_MILLISECONDS = 60_000


@contextmanager
def serving(
    assistant: Assistant, warm: bool = True, origins: Sequence[str] = (), feedback: FeedbackStore | None = None
) -> Iterator[httpx.Client]:
    """Run the service in a thread, on a free port of the loopback.

    Args:
        warm: Whether the service is warmed up as it starts.
        origins: Whose pages may ask.
        feedback: Where feedback is kept, if anywhere.
    """
    app = create_app(assistant, origins, feedback)
    config = uvicorn.Config(app, log_level="critical", ws="none", lifespan="on" if warm else "off", server_header=False)
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
        yield lambda assistant, **options: stack.enter_context(serving(assistant, **options))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. One for each module: while it runs, no event loop can be run in this thread."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    expect.set_options(timeout=ANSWERING_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each as a person who was never there; no script of theirs may fail."""
    faults: list[str] = []

    def open_page(address: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(ANSWERING_MILLISECONDS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        return page

    contexts: list[BrowserContext] = []
    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    """Types a question, asks it, and waits for the answer."""

    def ask_and_wait(page: Page, question: str) -> None:
        turns = page.locator("palermo-chat .turn")
        before = turns.count()
        page.get_by_role("textbox", name="Your question").fill(question)
        page.keyboard.press("Enter")
        turns.nth(before).wait_for()

    return ask_and_wait


EMBEDDING = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>News</title>{style}
<script type="module" src="{service}/widget.js"></script></head>
<body><main><h1>News</h1><palermo-chat {attributes}></palermo-chat></main></body></html>"""
POLICY = (
    "default-src 'none'; script-src {service}; style-src {service}; connect-src {service}; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)


class Site(ThreadingHTTPServer):
    """Somebody else's site, with one page, on an origin of its own."""

    page, policy = "", ""

    @property
    def address(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def publish(self, page: str, policy: str = "") -> None:
        """Put a page there, with its Content-Security-Policy."""
        self.page, self.policy = page, policy


class _Visit(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Site)
        self.send_response(200 if self.path.split("?")[0] == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.server.policy:
            self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    """Another origin than the service's."""
    with Site(("127.0.0.1", 0), _Visit) as site:
        thread = Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield site
        site.shutdown()
        thread.join()


@pytest.fixture
def embed(
    site: Site, press_kit_assistant: Assistant, serve_with: Callable[..., httpx.Client], visit: Callable[..., Page]
) -> Callable[..., Page]:
    """Puts the chat on a page of another origin, under a strict policy, and visits it."""

    def embed_and_visit(
        attributes: str = "", lang: str = "en", style: str = "", allowed: bool = True, **options: object
    ) -> Page:
        origins = [site.address] if allowed else []
        service = str(serve_with(press_kit_assistant, warm=False, origins=origins).base_url)
        sheet = f"<style>{style}</style>" if style else ""
        page = EMBEDDING.format(service=service, attributes=attributes, lang=lang, style=sheet)
        site.publish(page, "" if style else POLICY.format(service=service))
        return visit(f"{site.address}/", **options)

    return embed_and_visit


def index_texts(folder: Path, texts: Mapping[str, str], suggest: bool = False) -> Settings:
    """Write texts by their file names, index them, and return the settings of the index."""
    sources = folder / "texts"
    sources.mkdir()
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    settings = Settings(index=folder / "index")
    index_collection(settings, read_collection([sources]), suggest=suggest)
    return settings
