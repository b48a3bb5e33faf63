"""The pages of documents in a real browser: contents, links to copy, print, and everybody's way through them."""

from collections.abc import Callable

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUOTED = "?start=0&end=51"
GONE = f"?start=0&end=51&quote={'0' * 16}"
PAGES = ("achievements", f"achievements{QUOTED}", f"press-release{GONE}", "convention-fact-sheet")


def make_address(service: httpx.Client, page: str) -> str:
    """Return the address of a document's page."""
    return f"{service.base_url}/documents/{page}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_of_documents(service: httpx.Client, visit: Visit, scheme: str) -> None:
    page = visit("about:blank", color_scheme=scheme)
    for name in PAGES:
        page.goto(make_address(service, name))
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], name


def test_the_table_of_contents_leads_to_the_headings(service: httpx.Client, visit: Visit) -> None:
    page = visit(make_address(service, "achievements"))
    contents = page.get_by_role("navigation", name="Contents")
    link = contents.get_by_role("link", name="COVID-19 related work")
    heading = page.locator("article").get_by_role("heading", name="COVID-19 related work")
    expect(heading).not_to_be_in_viewport()
    link.focus()
    page.keyboard.press("Enter")
    expect(heading).to_be_in_viewport()
    page.goto(make_address(service, "opening-statement"))
    expect(page.get_by_role("navigation", name="Contents")).to_have_count(0)


def test_the_link_to_a_paragraph_is_copied_by_keyboard_and_opens_it_marked(service: httpx.Client, visit: Visit) -> None:
    page = visit(make_address(service, "press-release"))
    paragraph = page.locator("article p", has_text="117 registered delegations")
    link = paragraph.get_by_role("link", name="Copy link to: 117 registered delegations")
    page.locator("article").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("(link) => document.activeElement === link"):
            break
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    words = paragraph.inner_text()
    page.goto(copied)
    expect(page.locator("mark")).to_have_text(words)
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.locator("mark")).to_be_focused()


def test_the_links_of_a_page_can_be_followed_without_scripts(service: httpx.Client, visit: Visit) -> None:
    page = visit(make_address(service, "convention-fact-sheet"), java_script_enabled=False)
    page.get_by_role("link", name="Copy link to: Signatories: 147").click()
    expect(page.locator("mark")).to_have_text(["Signatories:", "147"])


def test_on_paper_only_the_text_is_left_and_the_quotation_stays_marked(service: httpx.Client, visit: Visit) -> None:
    page = visit(make_address(service, f"achievements{QUOTED}"), color_scheme="dark")
    page.emulate_media(media="print")
    for left_out in (".banner", ".contents", ".neighbours", ".trail a", ".anchor", ".skip", ".told"):
        assert page.locator(left_out).first.is_hidden(), left_out
    mark = page.locator("mark").first
    expect(mark).to_have_css("background-color", "rgb(255, 236, 153)")
    expect(mark).to_have_css("print-color-adjust", "exact")
    expect(page.locator(".address")).to_contain_text(f"/documents/achievements{QUOTED}")
    expect(page.locator("article")).to_have_css("color", "rgb(0, 0, 0)")
    assert len(page.pdf()) > 10_000


@pytest.mark.parametrize("width", [320, 700])
def test_a_narrow_page_loses_nothing_and_its_links_can_be_hit(service: httpx.Client, visit: Visit, width: int) -> None:
    page = visit(
        make_address(service, f"achievements{QUOTED}"), viewport={"width": width, "height": 640}, has_touch=True
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator(".anchor").evaluate_all(
        """(links) => links.map((link) => link.getBoundingClientRect())
            .filter(({ width, height, left }) => width < 24 || height < 24 || left < 0).length"""
    )
    assert small == 0


def test_a_changed_source_says_so_on_its_page(service: httpx.Client, visit: Visit) -> None:
    page = visit(make_address(service, f"press-release{GONE}"))
    expect(page.get_by_role("heading", name="This source has changed since it was quoted")).to_be_visible()
    assert page.locator("mark").count() == 0
