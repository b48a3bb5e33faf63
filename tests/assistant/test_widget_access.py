"""The chat for everybody: by axe, by keyboard, by ear, in all themes and sizes, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assistant.answering import Assistant
from assistant.feedback import FeedbackStore

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
Embed = Callable[..., Page]
ServeWith = Callable[..., httpx.Client]
FIREARMS = "How many States are parties to the Firearms Protocol?"
DISPUTED = "How many people were arrested in operation Turquesa?"
UNANSWERED = "How many people were hurt during Operation KAFO?"
LEAST_TARGET = 24  # Pixels: WCAG 2.2, 2.5.8.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def find_violations(page: Page) -> list[str]:
    """Return what axe finds wrong, and where."""
    page.wait_for_timeout(100)  # For what is scrolled to.
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary')}" for fault in found for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    press_kit_assistant: Assistant, serve_with: ServeWith, visit: Visit, ask: Ask, scheme: str, tmp_path: Path
) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    page = visit(str(serve_with(press_kit_assistant, warm=False, feedback=store).base_url), color_scheme=scheme)
    found = {"empty": find_violations(page)}
    ask(page, FIREARMS)
    found["answered"] = find_violations(page)
    page.locator("palermo-chat .statement .chip").first.focus()
    found["note"] = find_violations(page)
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .pane mark").first).to_be_focused()
    found["source"] = find_violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="No, it was not").click()
    found["feedback"] = find_violations(page)
    page.get_by_role("button", name="Cancel").last.click()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="fact sheet").check()
    found["filters"] = find_violations(page)
    page.get_by_role("button", name="Remove the filter fact sheet").click()
    page.get_by_role("button", name="Filters").click()
    ask(page, DISPUTED)
    found["conflicting"] = find_violations(page)
    ask(page, UNANSWERED)
    found["abstained"] = find_violations(page)
    page.get_by_role("button", name="Edit question").click()
    found["editing"] = find_violations(page)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    found["fault"] = find_violations(page)
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_behind_a_button(embed: Embed, ask: Ask, theme: str) -> None:
    page = embed(f'mode="button" theme="{theme}"', style="body { background: #fff }")
    assert find_violations(page) == []
    page.get_by_role("button", name="Questions and answers").click()
    ask(page, FIREARMS)
    assert find_violations(page) == []


def test_a_finished_answer_is_announced_once_and_never_piece_by_piece(
    press_kit_assistant: Assistant, serve_with: ServeWith, visit: Visit, ask: Ask, tmp_path: Path
) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    page = visit(str(serve_with(press_kit_assistant, warm=False, feedback=store).base_url))
    page.evaluate(
        """() => {
            window.additions = [];
            const log = document.querySelector("palermo-chat").shadowRoot.querySelector("[role=log]");
            new MutationObserver((changes) => changes.forEach((change) =>
                additions.push(...[...change.addedNodes].map((node) => node.className ?? node.textContent))
            )).observe(log, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ask(page, FIREARMS)
    ask(page, DISPUTED)
    assert page.evaluate("additions") == ["turn", "turn"]
    announcing = page.locator("palermo-chat [role=log] :is([aria-live], [role=status], [role=alert])")
    assert announcing.count() == 0, "nothing in the log speaks for itself"


def test_every_target_is_large_enough(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url), viewport={"width": 380, "height": 800})
    ask(page, FIREARMS)
    ask(page, DISPUTED)
    page.get_by_role("button", name="Filters").click()
    page.locator("palermo-chat .statement .chip").first.click()
    expect(page.locator("palermo-chat .pane mark").first).to_be_visible()
    small = page.locator("palermo-chat :is(button, .chip, .pane .whole, textarea, label:has(input))").evaluate_all(
        """(elements, least) => elements.map((element) => [element.outerHTML, element.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < least || box.height < least)).map(([html]) => html)""",
        LEAST_TARGET,
    )
    assert small == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_lost_on_a_narrow_screen_or_with_large_letters(
    service: httpx.Client, visit: Visit, ask: Ask, width: int
) -> None:
    page = visit(str(service.base_url), viewport={"width": width, "height": 640})
    for question in (FIREARMS, DISPUTED, UNANSWERED):
        ask(page, question)
    page.get_by_role("button", name="Filters").click()
    page.locator("palermo-chat .chip").first.click()
    expect(page.locator("palermo-chat .pane mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.locator("palermo-chat .text").evaluate("(text) => text.scrollWidth - text.clientWidth")
    assert wide <= 0


def test_right_to_left_text_stands_as_it_is_read(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url))
    ask(page, "كم عدد الدول الأطراف؟")
    question = page.locator("palermo-chat .question").last
    assert question.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    field = page.get_by_role("textbox", name="Your question")
    field.fill("متى")
    assert field.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_in_a_right_to_left_page_the_source_still_stands_beside_the_chat(embed: Embed, ask: Ask) -> None:
    page = embed('dir="rtl"', style="palermo-chat { max-width: 40rem }")
    page.evaluate("document.documentElement.dir = 'rtl'")
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.click()
    expect(page.locator("palermo-chat .pane mark").first).to_be_visible()
    chat = page.locator("palermo-chat .frame").bounding_box()
    source = page.get_by_role("dialog", name="Source").bounding_box()
    assert chat is not None
    assert source is not None
    assert source["x"] + source["width"] <= chat["x"]


def test_forced_colours_leave_the_highlight_and_borders_visible(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url), forced_colors="active")
    ask(page, FIREARMS)
    strong = page.locator("palermo-chat .statement p > strong").first
    around = page.locator("palermo-chat .statement").first
    read = "(element) => getComputedStyle(element).backgroundColor"
    assert strong.evaluate(read) != around.evaluate(read)
    chip = page.locator("palermo-chat .chip").first
    assert chip.evaluate("(element) => getComputedStyle(element).borderTopWidth") == "1px"


def test_reduced_motion_is_respected(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url), reduced_motion="reduce")
    page.evaluate(
        """() => {
            window.scrolls = [];
            Element.prototype.scrollIntoView = function (options) { scrolls.push(options.behavior); };
        }"""
    )
    ask(page, FIREARMS)
    assert set(page.evaluate("scrolls")) == {"auto"}
