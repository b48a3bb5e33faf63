"""Checking an answer in a real browser: from a citation to the highlighted words of its source and back."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
FIREARMS = "How many States are parties to the Firearms Protocol?"
DISPUTED = "How many people were arrested in operation Turquesa?"
UNANSWERED = "How many people were hurt during Operation KAFO?"
MISSING = "The documents do not mention “hurt”. The passages below come closest."
IN_VIEW = """(mark) => {
    const box = mark.getBoundingClientRect();
    const around = mark.closest(".text").getBoundingClientRect();
    return box.top >= around.top && box.top < around.bottom && box.top >= 0 && box.top < innerHeight;
}"""


@pytest.fixture
def page(service: httpx.Client, visit: Visit) -> Page:
    """The chat of the press kit."""
    return visit(str(service.base_url))


def find_marked(page: Page) -> Locator:
    """Return what is highlighted in the source."""
    return page.locator("palermo-chat .pane mark")


def read_marked(page: Page) -> str:
    """Return all words that are highlighted, without the spaces between lines."""
    return "".join("".join(find_marked(page).all_text_contents()).split())


def test_a_citation_has_a_name_and_shows_its_quotation_on_focus(page: Page, ask: Ask) -> None:
    ask(page, DISPUTED)
    chip = page.get_by_role("link", name="Source 1: ").first
    name = chip.get_attribute("aria-label") or ""
    assert name.endswith(
        "Opening Statement of UNODC Executive Director Ghada Waly, Statement, Ghada Waly, 12 October 2020"
    )
    note = page.get_by_role("tooltip").filter(has_text="170 arrests")
    expect(note).to_be_hidden()
    chip.hover()
    expect(note).to_be_visible()
    expect(note).to_contain_text("Ghada Waly, UNODC Executive Director · 12 October 2020")
    page.mouse.move(0, 0)
    expect(note).to_be_hidden()
    page.get_by_role("textbox", name="Your question").focus()
    for _ in range(40):  # Backwards by keyboard until the chip is reached.
        page.keyboard.press("Shift+Tab")
        if chip.evaluate("(chip) => chip.getRootNode().activeElement === chip"):
            break
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_the_whole_way_from_the_question_to_the_source_and_back_goes_by_keyboard(page: Page, ask: Ask) -> None:
    ask(page, FIREARMS)
    chip = page.locator("palermo-chat .statement .chip").first
    chip.focus()
    page.keyboard.press("Enter")
    pane = page.get_by_role("dialog", name="Source")
    expect(pane).to_be_visible()
    expect(find_marked(page).first).to_be_focused()
    assert read_marked(page) == "Parties:119(asof9October2020)"
    assert find_marked(page).first.evaluate(IN_VIEW)
    expect(pane.get_by_role("heading").first).to_contain_text("Firearms")
    expect(pane).to_contain_text("Fact sheet · 9 October 2020")
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_note_of_a_citation_does_not_cover_the_answer_while_its_source_is_open(page: Page, ask: Ask) -> None:
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.click()
    expect(find_marked(page).first).to_be_focused()
    expect(page.locator("palermo-chat .statement .note").first).to_be_hidden()


def test_the_source_stands_beside_the_chat_and_covers_none_of_it(page: Page, ask: Ask) -> None:
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.click()
    pane = page.get_by_role("dialog", name="Source")
    expect(find_marked(page).first).to_be_visible()
    chat, source = page.locator("palermo-chat .frame").bounding_box(), pane.bounding_box()
    assert chat is not None
    assert source is not None
    assert source["x"] >= chat["x"] + chat["width"]
    assert source["x"] + source["width"] <= 1280


def test_previous_and_next_lead_through_the_quotations_of_the_answer(page: Page, ask: Ask) -> None:
    ask(page, DISPUTED)
    page.locator("palermo-chat .statement .chip").first.click()
    pane = page.get_by_role("dialog", name="Source")
    before, after = pane.get_by_role("button", name="Previous"), pane.get_by_role("button", name="Next")
    expect(find_marked(page).first).to_contain_text("170 arrests")
    expect(pane).to_contain_text("1 of 2")
    expect(before).to_be_disabled()
    after.click()
    expect(find_marked(page).first).to_contain_text("152 arrests")
    assert find_marked(page).first.evaluate(IN_VIEW)
    expect(after).to_be_disabled()
    before.click()
    expect(find_marked(page).first).to_contain_text("170 arrests")


def test_a_phone_shows_the_source_as_a_sheet(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url), viewport={"width": 380, "height": 800}, has_touch=True, is_mobile=True)
    ask(page, FIREARMS)
    page.locator("palermo-chat .statement .chip").first.tap()
    expect(find_marked(page).first).to_be_visible()
    assert find_marked(page).first.evaluate(IN_VIEW)
    sheet = page.get_by_role("dialog", name="Source").bounding_box()
    assert sheet is not None
    assert (sheet["x"], sheet["width"], sheet["y"] + sheet["height"]) == (0, 380, 800)
    page.get_by_role("button", name="Close the source").tap()
    expect(page.get_by_role("dialog", name="Source")).to_be_hidden()


def test_sources_that_differ_stand_side_by_side_and_none_is_set_off(page: Page, ask: Ask) -> None:
    ask(page, DISPUTED)
    turn = page.locator("palermo-chat .turn")
    expect(turn.get_by_text("The sources differ")).to_be_visible()
    sides = turn.locator(".side")
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]
    expect(turn.locator(".lead, .statement p > strong")).to_have_count(0)


def test_a_declined_answer_says_why_and_offers_what_comes_closest(page: Page, ask: Ask) -> None:
    ask(page, UNANSWERED)
    turn = page.locator("palermo-chat .turn")
    expect(turn.get_by_text("No answer in the sources")).to_be_visible()
    expect(turn.get_by_text(MISSING)).to_be_visible()
    expect(turn.locator(".lead, .statement")).to_have_count(0)
    nearest = turn.locator(".nearest figure")
    assert nearest.count() >= 1
    quote = "".join(nearest.first.locator("blockquote").inner_text().split())
    nearest.first.get_by_role("link").click()
    expect(find_marked(page).first).to_be_visible()
    assert read_marked(page) == quote


def test_a_source_that_cannot_be_opened_is_said_and_the_link_to_it_stays(page: Page, ask: Ask) -> None:
    ask(page, FIREARMS)
    page.route("**/marked?*", lambda route: route.abort())
    page.locator("palermo-chat .statement .chip").first.click()
    pane = page.get_by_role("dialog", name="Source")
    expect(pane.get_by_text("cannot be opened just now")).to_be_visible()
    link = pane.get_by_role("link", name="Open the whole document").get_attribute("href") or ""
    page.goto(link)
    expect(page.locator("mark").first).to_contain_text("Parties")


def test_a_citation_opens_in_a_new_tab_for_who_wants_that(page: Page, ask: Ask) -> None:
    ask(page, FIREARMS)
    with page.context.expect_page() as opened:
        page.locator("palermo-chat .statement .chip").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("mark").first).to_contain_text("Parties")
    expect(page.get_by_role("dialog", name="Source")).to_be_hidden()
