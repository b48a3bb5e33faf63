"""Filters that a person sets, and what a person says of an answer, in a real browser."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.answering import Assistant
from assistant.feedback import FeedbackStore

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
ServeWith = Callable[..., httpx.Client]
FIREARMS = "How many States are parties to the Firearms Protocol?"
UNANSWERED = "How many people were hurt during Operation KAFO?"


def test_a_filter_binds_the_answer_is_visible_and_can_be_removed(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url))
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="statement", exact=True).check()
    ask(page, FIREARMS)
    turn = page.locator("palermo-chat .turn").last
    expect(turn.get_by_text("Only: statement")).to_be_visible()
    facts = turn.locator(".sources .facts, .nearest .facts").all_inner_texts()
    assert facts
    assert all(fact.startswith("Statement") for fact in facts)
    page.reload()  # It holds until it is removed.
    page.get_by_role("button", name="Remove the filter statement").click()
    ask(page, FIREARMS)
    facts = page.locator("palermo-chat .turn").last.locator(".sources .facts").all_inner_texts()
    assert any(fact.startswith("Fact sheet") for fact in facts)


def test_documents_speakers_and_days_can_be_chosen_and_are_sent(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url))
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="Ghada Waly", exact=True).check()
    page.get_by_role("checkbox", name="Opening Statement of UNODC Executive Director Ghada Waly").check()
    page.get_by_label("Published from").fill("2020-10-10")
    expect(page.get_by_role("button", name="Remove the filter from 10 October 2020")).to_be_visible()
    with page.expect_request("**/v1/answers") as asking:
        ask(page, "How many people were arrested in operation Turquesa?")
    assert json.loads(asking.value.post_data or "")["filters"] == {
        "document_id": ["opening-statement"],
        "speaker": ["Ghada Waly"],
        "published_from": "2020-10-10",
    }


def test_filters_that_nothing_passes_are_named_as_the_reason(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url))
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Published to").fill("1999-12-31")
    ask(page, FIREARMS)
    expect(page.get_by_text("No document passes your filters.")).to_be_visible()


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    """Where feedback is kept."""
    return FeedbackStore(tmp_path / "feedback.sqlite")


@pytest.fixture
def page(press_kit_assistant: Assistant, serve_with: ServeWith, store: FeedbackStore, visit: Visit) -> Page:
    """The chat of a service that collects feedback."""
    return visit(str(serve_with(press_kit_assistant, warm=False, feedback=store).base_url))


def test_a_thumb_up_is_kept_with_the_answer(page: Page, ask: Ask, store: FeedbackStore) -> None:
    ask(page, FIREARMS)
    page.get_by_role("button", name="Yes, it was").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    [kept] = store.read()
    assert (kept.feedback.verdict, kept.feedback.question) == ("up", FIREARMS)
    assert "Parties: 119 (as of 9 October 2020)" in kept.feedback.quotes


def test_a_thumb_down_has_a_reason_and_a_comment(page: Page, ask: Ask, store: FeedbackStore) -> None:
    ask(page, FIREARMS)
    ask(page, UNANSWERED)
    page.get_by_role("button", name="No, it was not").last.click()
    page.get_by_role("radio", name="Something is missing").check()
    page.get_by_role("textbox", name="Comment").fill("Somebody <b>was</b> hurt 🙂")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    [kept] = store.read()
    said = kept.feedback
    assert (said.verdict, said.reason, said.comment) == ("down", "incomplete", "Somebody <b>was</b> hurt 🙂")
    assert (said.question, said.history, said.outcome) == (UNANSWERED, (FIREARMS,), "abstained")


def test_a_complaint_can_be_taken_back_by_keyboard(page: Page, ask: Ask, store: FeedbackStore) -> None:
    ask(page, FIREARMS)
    down = page.get_by_role("button", name="No, it was not")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="It is wrong")).to_be_focused()
    page.get_by_role("button", name="Cancel").last.press("Enter")
    expect(down).to_be_focused()
    expect(page.get_by_role("radio", name="It is wrong")).to_be_hidden()
    assert store.read() == []


def test_nobody_is_asked_where_feedback_is_off(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(str(service.base_url))
    ask(page, FIREARMS)
    assert page.get_by_role("button", name="Yes, it was").count() == 0
