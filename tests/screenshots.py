"""Screenshots of the chat's main states: `python -m tests.screenshots [INDEX]` writes them into docs/screenshots.

INDEX is an index of the press kit; without it one is made for the occasion.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.answering import open_assistant
from assistant.indexing import index_sources
from assistant.settings import Settings
from index.building import ignore_progress
from tests.assistant.conftest import CHROMIUM_OPTIONS, serving

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
LARGEST_BYTES = 150_000
COLOURS = 256  # Enough for letters on paper, at half the size.
DESK = {"width": 1200, "height": 700}
PHONE = {"width": 390, "height": 780}

COUNTED = "How many States are parties to the Firearms Protocol?"
DISPUTED = "How many people were arrested in operation Turquesa?"
UNANSWERED = "How many people were hurt during Operation KAFO?"


def _ask(question: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_role("textbox", name="Your question").fill(question)
        page.keyboard.press("Enter")
        page.locator("palermo-chat .turn").wait_for()

    return act


def _open_source(page: Page) -> None:
    _ask(COUNTED)(page)
    page.locator("palermo-chat .statement .chip").first.click()
    expect(page.locator("palermo-chat .pane mark").first).to_be_visible()


def _rest(page: Page) -> None:
    page.locator("palermo-chat .frame, .text").first.wait_for()


class Shot(NamedTuple):
    """One state, and how a person gets there."""

    name: str
    act: Callable[[Page], None]
    viewport: dict[str, int] = DESK
    scheme: str = "light"
    path: str = "/"


SHOTS = (
    Shot("start", _rest),
    Shot("answer", _ask(COUNTED)),
    Shot("conflict", _ask(DISPUTED)),
    Shot("declined", _ask(UNANSWERED)),
    Shot("source", _open_source),
    Shot("phone", _open_source, PHONE),
    Shot("dark", _open_source, scheme="dark"),
    Shot("document", _rest, path="/documents/achievements"),
)


@contextmanager
def _find_index() -> Iterator[Path]:
    if len(sys.argv) > 1:
        yield Path(sys.argv[1])
        return
    with TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index")
        index_sources(settings, [], ignore_progress)
        yield settings.index


def _take(browser: Browser, address: str, shot: Shot) -> Path:
    context = browser.new_context(viewport=shot.viewport, color_scheme=shot.scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address + shot.path)
    shot.act(page)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{shot.name}.png"
    Image.open(BytesIO(page.screenshot())).quantize(COLOURS).save(path, optimize=True)
    context.close()
    return path


def main() -> None:
    """Take all of them, and fail where one has become too large to be looked at in a README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=60_000)
    with _find_index() as index, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=CHROMIUM_OPTIONS)
        with serving(open_assistant(Settings(index=index)), warm=False) as client:
            for shot in SHOTS:
                path = _take(browser, str(client.base_url).rstrip("/"), shot)
                size = path.stat().st_size
                print(f"{path.name}: {size:,} bytes")
                if size > LARGEST_BYTES:
                    sys.exit(f"{path} has {size:,} bytes, at most {LARGEST_BYTES:,} are wanted")
        browser.close()


if __name__ == "__main__":
    main()
