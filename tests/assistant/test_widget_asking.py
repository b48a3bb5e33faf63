"""Asking in the chat, in a real browser: what a person types, sees, stops, corrects, shares and finds again."""

import re
from collections.abc import Callable, Iterator
from threading import Event

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.answering import Assistant, Step
from assistant.question import Question

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
ServeWith = Callable[..., httpx.Client]
FIREARMS = "How many States are parties to the Firearms Protocol?"
CONVENTION = "How many parties does the Convention have?"
FOLLOWING = "When did it enter into force?"


class StepwiseAssistant(Assistant):
    """Answers step by step, each as it is let."""

    def __init__(self, assistant: Assistant) -> None:
        self.generation = assistant.generation
        self._assistant = assistant
        self.released = Event()
        self.asked: list[Question] = []

    def answer_in_steps(self, question: Question) -> Iterator[Step]:
        """Hold back the last step."""
        self.asked.append(question)
        *steps, answer = self._assistant.answer_in_steps(question)
        yield from steps
        assert self.released.wait(30)
        yield answer


def read_address(client: httpx.Client) -> str:
    """Return where a service is."""
    return str(client.base_url)


@pytest.fixture
def stepwise(press_kit_assistant: Assistant) -> StepwiseAssistant:
    """An assistant that waits before its last step."""
    return StepwiseAssistant(press_kit_assistant)


def test_a_question_is_answered_with_the_short_answer_and_quotations(
    service: httpx.Client, visit: Visit, ask: Ask
) -> None:
    page = visit(read_address(service))
    ask(page, FIREARMS)
    turn = page.locator("palermo-chat .turn")
    expect(turn.get_by_role("heading", name=FIREARMS)).to_be_visible()
    expect(turn.locator(".lead > strong")).to_have_text("119")
    expect(turn.locator(".statement").first).to_contain_text("119")
    assert turn.locator(".statement .chip").count() >= 1
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your question")).to_have_value("")


def test_the_question_shows_at_once_and_statements_as_they_are_proven(
    stepwise: StepwiseAssistant, serve_with: ServeWith, visit: Visit
) -> None:
    page = visit(read_address(serve_with(stepwise, warm=False)))
    page.get_by_role("textbox", name="Your question").fill(FIREARMS)
    shown = page.evaluate(  # Without waiting: within the task that the key press started.
        """() => {
            const root = document.querySelector("palermo-chat").shadowRoot;
            root.querySelector("form").requestSubmit();
            return root.querySelector(".draft .question").textContent;
        }"""
    )
    assert shown == FIREARMS
    expect(page.locator("palermo-chat .draft .statement").first).to_contain_text("119")
    expect(
        page.get_by_role("status").filter(has_text=re.compile(r"Reading \d+ passages in \d+ documents"))
    ).to_be_visible()
    assert page.locator("palermo-chat .turn").count() == 0
    stepwise.released.set()
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")
    expect(page.locator("palermo-chat .draft")).to_be_empty()


def test_an_answer_that_is_stopped_leaves_the_question_to_be_asked_again(
    stepwise: StepwiseAssistant, serve_with: ServeWith, visit: Visit
) -> None:
    page = visit(read_address(serve_with(stepwise, warm=False)))
    field = page.get_by_role("textbox", name="Your question")
    field.fill(FIREARMS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status").filter(has_text="Stopped")).to_be_visible()
    expect(field).to_have_value(FIREARMS)
    expect(field).to_be_focused()
    stepwise.released.set()
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")


def test_the_last_question_can_be_edited_and_its_answer_is_replaced(
    stepwise: StepwiseAssistant, serve_with: ServeWith, visit: Visit, ask: Ask
) -> None:
    stepwise.released.set()
    page = visit(read_address(serve_with(stepwise, warm=False)))
    ask(page, CONVENTION)
    ask(page, FOLLOWING)
    assert page.get_by_role("button", name="Edit question").count() == 1, "only the last one"
    page.get_by_role("button", name="Edit question").click()
    field = page.get_by_role("textbox", name="Your question")
    expect(field).to_have_value(FOLLOWING)
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    page.get_by_role("button", name="Edit question").click()
    field.fill(FIREARMS)
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .turn .question").last).to_have_text(FIREARMS)
    expect(page.locator("palermo-chat .turn")).to_have_count(2)
    assert [turn.content for turn in stepwise.asked[-1].history if turn.role == "user"] == [CONVENTION]
    page.reload()
    expect(page.locator("palermo-chat .turn .question")).to_have_text([CONVENTION, FIREARMS])


def test_what_a_follow_up_was_completed_to_is_shown_and_can_be_corrected(
    service: httpx.Client, visit: Visit, ask: Ask
) -> None:
    page = visit(read_address(service))
    ask(page, FIREARMS)
    ask(page, FOLLOWING)
    turn = page.locator("palermo-chat .turn").last
    completed = turn.locator(".searched q").inner_text()
    assert "Firearms Protocol" in completed
    turn.get_by_role("button", name="Edit what is searched for").click()
    expect(page.get_by_role("textbox", name="Your question")).to_have_value(completed)
    page.get_by_role("textbox", name="Your question").fill("When did the Convention enter into force?")
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .turn .question").last).to_have_text("When did the Convention enter into force?")
    expect(page.locator("palermo-chat .turn")).to_have_count(2)


def test_a_conversation_outlives_a_reload_and_is_gone_when_it_is_cleared(
    service: httpx.Client, visit: Visit, ask: Ask
) -> None:
    page = visit(read_address(service))
    ask(page, FIREARMS)
    page.reload()
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("palermo-chat .turn")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    page.reload()
    expect(page.locator("palermo-chat .frame")).to_be_visible()
    assert page.locator("palermo-chat .turn").count() == 0


def test_a_reload_in_the_middle_of_an_answer_keeps_the_question_and_what_was_before(
    stepwise: StepwiseAssistant, serve_with: ServeWith, visit: Visit, ask: Ask
) -> None:
    stepwise.released.set()
    page = visit(read_address(serve_with(stepwise, warm=False)))
    ask(page, CONVENTION)
    stepwise.released.clear()
    field = page.get_by_role("textbox", name="Your question")
    field.fill(FIREARMS)
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .draft .statement").first).to_be_visible()
    page.reload()
    expect(field).to_have_value(FIREARMS)
    expect(page.locator("palermo-chat .turn .question")).to_have_text([CONVENTION])
    stepwise.released.set()
    field.press("Enter")
    expect(page.locator("palermo-chat .turn .lead").last).to_contain_text("119")
    page.reload()
    expect(page.locator("palermo-chat .turn")).to_have_count(2)
    expect(field).to_have_value("")


def test_over_a_slow_network_the_question_shows_at_once_and_is_answered(service: httpx.Client, visit: Visit) -> None:
    page = visit("about:blank")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.goto(read_address(service))
    page.get_by_role("textbox", name="Your question").fill(FIREARMS)
    page.keyboard.press("Enter")
    expect(page.locator("palermo-chat .draft .question")).to_have_text(FIREARMS, timeout=5_000)
    expect(page.get_by_role("status").filter(has_text="Searching")).to_be_visible()
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")


def test_two_tabs_hold_two_conversations(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    first = visit(read_address(service))
    second = first.context.new_page()
    second.goto(read_address(service))
    ask(first, FIREARMS)
    ask(second, CONVENTION)
    for page, question in ((first, FIREARMS), (second, CONVENTION)):
        page.reload()
        expect(page.locator("palermo-chat .turn .question")).to_have_text([question])


def test_a_shared_link_reopens_question_and_answer_of_a_follow_up(
    service: httpx.Client, visit: Visit, ask: Ask
) -> None:
    page = visit(read_address(service))
    ask(page, FIREARMS)
    ask(page, FOLLOWING)
    asked = page.locator("palermo-chat .turn").last
    asked.get_by_role("button", name="Copy link").click()
    expect(asked.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{read_address(service)}/#"), "the question must not reach a server's log"
    other = visit(link)
    turn = other.locator("palermo-chat .turn")
    expect(turn.locator(".question")).to_have_text(asked.locator(".searched q").inner_text())
    expect(turn.locator(".body")).to_have_text(asked.locator(".body").inner_text(), use_inner_text=True)
    expect(other).to_have_url(read_address(service) + "/")
    other.reload()
    expect(turn).to_have_count(1)


def test_a_link_of_another_index_says_that_the_documents_have_changed(service: httpx.Client, visit: Visit) -> None:
    page = visit(f"{read_address(service)}/#palermo-question=How+many+parties%3F&palermo-generation=000000-old")
    expect(page.locator("palermo-chat .turn")).to_have_count(1)
    expect(page.get_by_role("alert").filter(has_text="have changed")).to_be_visible()


def test_an_answer_is_copied_with_its_sources(service: httpx.Client, visit: Visit, ask: Ask) -> None:
    page = visit(read_address(service))
    ask(page, FIREARMS)
    page.get_by_role("button", name="Copy with sources").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(FIREARMS)
    assert "Parties: 119 (as of 9 October 2020)" in copied
    assert f"{read_address(service)}/documents/" in copied


def test_a_service_that_is_gone_is_told_of_and_the_question_is_kept(
    service: httpx.Client, visit: Visit, ask: Ask
) -> None:
    page = visit(read_address(service))
    field = page.get_by_role("textbox", name="Your question")
    page.context.set_offline(True)
    field.fill(FIREARMS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    expect(field).to_have_value(FIREARMS)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("palermo-chat .turn .lead")).to_contain_text("119")
    assert page.get_by_role("alert").filter(has_text="cannot be reached").count() == 0


def test_the_services_own_words_are_shown_where_it_refuses(service: httpx.Client, visit: Visit) -> None:
    page = visit(read_address(service))
    page.get_by_role("textbox", name="Your question").fill("?!")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="the question is empty")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your question")).to_have_value("?!")
