"""A source that changed while the chat was open, in a real browser: its pane says so."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assistant.answering import open_assistant
from assistant.indexing import index_collection
from assistant.live import follow
from assistant.settings import Settings
from corpus.collection import read_collection

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
ServeWith = Callable[..., httpx.Client]
FERRY = "The ferry crosses the river every hour. It carries forty people."
ASKED = "How many people does the ferry carry?"


@pytest.mark.parametrize(
    ("now", "said", "shown"),
    [
        (f"The first ferry was built of oak.\n\n{FERRY}", "still stands in it, at another place", "forty people"),
        (FERRY.replace("forty", "fifty"), "no longer stands in it", None),
    ],
)
def test_the_source_says_that_it_changed_since_it_was_quoted(
    tmp_path: Path, serve_with: ServeWith, visit: Visit, ask: Ask, now: str, said: str, shown: str | None
) -> None:
    texts, settings = tmp_path / "texts", Settings(index=tmp_path / "index")
    texts.mkdir()

    def write(text: str) -> None:
        (texts / "ferry.txt").write_text(f"THE FERRY\n\n{text}\n", encoding="utf-8")
        index_collection(settings, read_collection([texts]))

    write(FERRY)
    client = serve_with(follow(settings))
    page = visit(str(client.base_url))
    ask(page, ASKED)
    before = client.get("/ready").json()["generation"]
    write(now)
    assert open_assistant(settings).generation.manifest.generation != before
    while client.get("/ready").json()["generation"] == before:
        page.wait_for_timeout(100)
    page.locator("palermo-chat .statement .chip").first.click()
    pane = page.get_by_role("dialog", name="Source")
    expect(pane.locator(".changed")).to_contain_text(said)
    if shown:
        expect(pane.locator("mark").first).to_contain_text(shown)
        expect(pane.locator("mark").first).to_be_focused()
    else:
        expect(pane.locator("mark")).to_have_count(0)
        expect(pane.locator(".changed blockquote")).to_contain_text("forty people")
        expect(pane.locator(".changed")).to_be_in_viewport()
    assert Axe().run(page).response["violations"] == []
