"""The chat on somebody else's page, in a real browser."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.rendering import PAGES

Ask = Callable[[Page, str], None]
Embed = Callable[..., Page]
FIREARMS = "How many States are parties to the Firearms Protocol?"
LARGEST_BYTES = 30_000  # Gzipped, over all that the element loads.
RECORDING = """["palermo-question", "palermo-answer", "palermo-source"].forEach((name) =>
    document.addEventListener(name, (event) => (window.told ??= []).push([name, event.detail])))"""


def test_all_that_the_element_loads_is_small() -> None:
    loaded = [path for path in PAGES.iterdir() if path.name.endswith((".js", ".css"))]
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in loaded}
    unused = {"page.css", "document.js"}  # Of the service's own pages.
    assert sum(size for name, size in sizes.items() if name not in unused) <= LARGEST_BYTES


def test_two_lines_answer_on_a_page_of_another_origin_under_a_strict_policy(embed: Embed, ask: Ask) -> None:
    page = embed()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.reload()
    expect(page.locator("palermo-chat").get_by_text("Ask about “10th session")).to_be_visible()
    ask(page, FIREARMS)
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")
    chip = page.locator("palermo-chat .statement .chip").first
    assert chip.get_attribute("rel") == "noopener noreferrer nofollow"
    assert chip.get_attribute("target") == "_blank"
    chip.click()
    expect(page.locator("palermo-chat .pane mark").first).to_be_focused()
    assert refused == []
    assert page.evaluate("Object.keys(window).filter((name) => /palermo/i.test(name))") == []
    colour = page.locator("palermo-chat .send").evaluate("(button) => getComputedStyle(button).backgroundColor")
    assert colour == "rgb(23, 69, 110)", "the style sheets were loaded"


def test_a_page_of_an_origin_that_is_not_allowed_gets_nothing(embed: Embed) -> None:
    page = embed(allowed=False)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("customElements.get('palermo-chat') === undefined")


def test_the_page_is_told_what_is_asked_answered_and_opened(embed: Embed, ask: Ask) -> None:
    page = embed()
    page.evaluate(RECORDING)
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.click()
    (question, asked), (answer, answered), (source, opened) = page.evaluate("window.told")
    assert (question, asked) == ("palermo-question", {"question": FIREARMS, "filters": {}})
    assert (answer, answered["answer"]["outcome"]) == ("palermo-answer", "answered")
    assert (source, opened["citation"]["number"]) == ("palermo-source", 1)


def test_behind_a_button_the_focus_goes_into_the_panel_and_back(embed: Embed, ask: Ask) -> None:
    page = embed('mode="button" heading="Ask the press office" greeting="Good day."')
    launcher = page.get_by_role("button", name="Ask the press office")
    panel = page.get_by_role("dialog", name="Ask the press office")
    expect(panel).to_be_hidden()
    launcher.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_text("Good day.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.click()
    pane = page.get_by_role("dialog", name="Source")
    expect(page.locator("palermo-chat .pane mark").first).to_be_focused()
    chat, source = panel.bounding_box(), pane.bounding_box()
    assert chat is not None
    assert source is not None
    assert source["x"] + source["width"] <= chat["x"], "the source stands beside the panel"
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    page.get_by_role("textbox", name="Your question").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(launcher).to_be_focused()


@pytest.mark.parametrize(("position", "side"), [("left", "left"), ("right", "right")])
def test_the_button_stands_where_it_is_told_to(embed: Embed, position: str, side: str) -> None:
    page = embed(f'mode="button" position="{position}"')
    box = page.get_by_role("button", name="Questions and answers").bounding_box()
    assert box is not None
    assert (box["x"] < 640) == (side == "left")


@pytest.mark.parametrize(
    ("theme", "scheme", "dark"), [("light", "dark", False), ("dark", "light", True), ("auto", "dark", True)]
)
def test_the_theme_is_the_attributes_or_the_persons(embed: Embed, theme: str, scheme: str, dark: bool) -> None:
    page = embed(f'theme="{theme}"', color_scheme=scheme)
    field = page.get_by_role("textbox", name="Your question")
    background = field.evaluate("(field) => getComputedStyle(field).backgroundColor")
    assert background == ("rgb(29, 32, 36)" if dark else "rgb(255, 255, 255)")


def test_colours_and_parts_are_the_pages_to_set(embed: Embed) -> None:
    style = "palermo-chat { --palermo-accent: rgb(1, 2, 3) } palermo-chat::part(input) { border-width: 5px }"
    page = embed(style=style)
    send = page.get_by_role("button", name="Ask", exact=True)
    assert send.evaluate("(button) => getComputedStyle(button).backgroundColor") == "rgb(1, 2, 3)"
    field = page.get_by_role("textbox", name="Your question")
    assert field.evaluate("(field) => getComputedStyle(field).borderTopWidth") == "5px"


@pytest.mark.parametrize(
    ("attributes", "lang", "button"),
    [("", "fr-CH", "Demander"), ('lang="es"', "fr", "Preguntar"), ("", "de", "Ask")],
)
def test_the_interface_speaks_the_language_of_its_page_or_its_own(
    embed: Embed, attributes: str, lang: str, button: str
) -> None:
    page = embed(attributes, lang)
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
