"""Markup and scripts in everything that reaches the chat, in a real browser: they stay text, and nothing runs."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from assistant.answer import Abstention, Answer, Citation, ShortAnswer, Statement
from assistant.answering import Assistant, Found, Stated, Step
from assistant.composing import make_citation
from assistant.question import Question
from corpus.document import Document
from index.generation import Generation
from index.texts import Texts, write_texts

Ask = Callable[[Page, str], None]
Visit = Callable[..., Page]
ServeWith = Callable[..., httpx.Client]

ACT = "window.ran=1;fetch('https://evil.example/')"
MARKUP = (
    f"<script>{ACT}</script>",
    f"<img src=x onerror={ACT}>",
    "<img src=https://evil.example/a.png>",
    f"<svg onload={ACT}>",
    f"<svg><script>{ACT}</script></svg>",
    f'<math><mi//xlink:href="data:x,<script>{ACT}</script>">',
    f'<iframe srcdoc="<script>parent.{ACT}</script>"></iframe>',
    f'<iframe src="javascript:{ACT}"></iframe>',
    "<object data=https://evil.example/></object>",
    "<embed src=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/>",
    "<style>@import 'https://evil.example/';</style>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<details open ontoggle={ACT}>",
    f"<video><source onerror={ACT}></video>",
    f"<input autofocus onfocus={ACT}>",
    f"<body onload={ACT}>",
    f'<a href="javascript:{ACT}">x</a>',
    f"javascript:{ACT}",
    f"data:text/html,<script>{ACT}</script>",
    f"<template><script>{ACT}</script></template>",
    f"<slot name=x onslotchange={ACT}></slot>",
    f"<palermo-chat server=https://evil.example/ greeting='{ACT}'></palermo-chat>",
    "{{constructor.constructor('" + ACT.replace("'", "\\'") + "')()}}",
    "${" + ACT + "}",
)
WRAPPINGS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f"\"'>{text}",
    lambda text: f"--></textarea></title></style></script>{text}<!--",
    lambda text: html.escape(text),
    lambda text: quote(text),
    lambda text: text.replace("<", "<\u200b").swapcase(),
    lambda text: f"https://a.example/?q={text}",
    lambda text: f"🙂 \u202e{text}\u2028",
)
PAYLOADS = [wrap(text) for text in MARKUP for wrap in WRAPPINGS]
ADDRESSES = (
    "javascript:window.ran=1",
    "//evil.example/",
    "https://[",
    "data:text/html,x",
    "/documents/a?start=0&end=4",
)


def make_document(number: int) -> Document:
    """Return a document with payloads in all that is said of it and in its text."""
    some = PAYLOADS[number :: len(WRAPPINGS)]
    return Document(
        id=f"a{number}", title=some[0], text="\n\n".join(some), kind=some[1], speaker=some[2], role=some[3],
        instruments=(some[4],), file=some[5], sha256="0" * 64,
    )  # fmt: skip


class HostileAssistant(Assistant):
    """Answers with payloads."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.starters = tuple(PAYLOADS[:5])
        self._asked = 0

    def answer_in_steps(self, question: Question) -> Iterator[Step]:
        """Yield the steps of an answer that is hostile all through."""
        number = self._asked = self._asked + 1
        document = self.generation.texts.documents[number % len(WRAPPINGS)]
        spans = [(block, block + 9) for block in range(0, len(document.text) - 9, len(document.text) // 20)]
        citations = tuple(make_citation(document, span, place) for place, span in enumerate(spans, start=1))
        citations = tuple(self._twist(citation) for citation in citations)
        statements = tuple(Statement(text=text, citations=(1, 2)) for text in PAYLOADS[number :: len(WRAPPINGS)])
        yield Found(PAYLOADS[number], [])
        for statement in statements:
            yield Stated(statement, citations)
        outcome = ("answered", "conflicting", "abstained")[number % 3]
        yield Answer.model_validate(
            {
                "question": question.question,
                "query": PAYLOADS[-number],
                "outcome": outcome,
                "text": "\n".join(PAYLOADS),
                "short_answer": ShortAnswer(text=PAYLOADS[number], citation=1, start=0, end=9),
                "statements": () if outcome == "abstained" else statements,
                "citations": citations,
                "abstention": Abstention(reason="not_in_sources", message=PAYLOADS[number], nearest=citations)
                if outcome == "abstained"
                else None,
                "confidence": 0.5,
                "suggestions": tuple(PAYLOADS[number : number + 5]),
                "generation": self.generation.manifest.generation,
                "seconds": {},
            }
        )

    def _twist(self, citation: Citation) -> Citation:
        """Return a citation that leads elsewhere, if its number says so."""
        if citation.number <= 2:
            return citation
        return citation.model_copy(update={"url": ADDRESSES[citation.number % len(ADDRESSES)]})


@pytest.fixture
def hostile(press_kit_assistant: Assistant, tmp_path: Path) -> HostileAssistant:
    """An assistant over hostile documents."""
    write_texts(tmp_path / "texts.sqlite", [make_document(number) for number in range(len(WRAPPINGS))], [])
    manifest = press_kit_assistant.generation.manifest.model_copy(update={"collection": PAYLOADS[1]})
    generation = SimpleNamespace(texts=Texts(tmp_path / "texts.sqlite"), manifest=manifest)
    return HostileAssistant(cast(Generation, generation))


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) >= 200


def test_nothing_that_is_asked_told_or_quoted_runs_or_calls_home(
    hostile: HostileAssistant, serve_with: ServeWith, visit: Visit, ask: Ask
) -> None:
    address = str(serve_with(hostile, warm=False).base_url)
    page = visit("about:blank")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    page.goto(address)
    expect(page.locator("palermo-chat .frame")).to_be_visible()
    batch = -(-len(PAYLOADS) // 24)
    for start in range(0, len(PAYLOADS), batch):
        ask(page, "\n".join(PAYLOADS[start : start + batch])[:2000])
        assert page.evaluate("window.ran") is None
    for chip in page.locator("palermo-chat .turn").nth(2).locator(".statement .chip").all()[:4]:
        chip.click()
        expect(page.locator("palermo-chat .pane mark").first).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox").first.check()
    page.reload()
    expect(page.locator("palermo-chat .turn").first).to_be_visible()
    links = page.locator("a[href]").evaluate_all("(links) => links.map((link) => link.href)")
    assert {urlsplit(link).scheme for link in links} <= {"http", "https"}
    assert page.locator("palermo-chat a[href]:not([rel='noopener noreferrer nofollow'])").count() == 0
    assert (
        page.locator(
            "palermo-chat :is(script, img, svg, iframe, object, embed, style, base, meta, video, math)"
        ).count()
        == 0
    )
    assert page.evaluate("window.ran") is None
    for document in hostile.generation.texts.documents:
        page.goto(f"{address}/documents/{document.id}?start=3&end=400")
        assert page.evaluate("window.ran") is None
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}


def test_a_shared_link_cannot_bring_a_script_along(service: httpx.Client, visit: Visit) -> None:
    filters = quote('{"kind": ["<img src=x onerror=window.ran=1>"], "__proto__": {"ran": 1}, "published_to": 7}')
    question = quote("<img src=x onerror=window.ran=1> parties")
    page = visit(f"{service.base_url}/#palermo-question={question}&palermo-filters={filters}")
    expect(page.locator("palermo-chat .turn .question")).to_have_text("<img src=x onerror=window.ran=1> parties")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("({}).ran") is None
