"""Which pages of other origins may ask."""

from collections.abc import Callable

import httpx
import pytest
from pydantic import ValidationError

from assistant.answering import Assistant
from assistant.settings import Settings

ServeWith = Callable[..., httpx.Client]
NEWS, OTHER = "https://news.example", "https://other.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
ALLOWED = "access-control-allow-origin"


def test_no_other_origin_may_ask_unless_it_is_named(service: httpx.Client) -> None:
    for address in ("/widget.js", "/v1/documents", "/v1/collection"):
        assert ALLOWED not in service.get(address, headers={"Origin": NEWS}).headers
    assert service.options("/v1/answers", headers={"Origin": NEWS, **PREFLIGHT}).status_code == 405


def test_an_origin_that_is_named_may_ask_and_no_other(press_kit_assistant: Assistant, serve_with: ServeWith) -> None:
    client = serve_with(press_kit_assistant, warm=False, origins=[NEWS])
    for address in ("/widget.js", "/static/answer.js", "/v1/documents", "/v1/documents/nowhere", "/v1/search"):
        response = client.get(address, headers={"Origin": NEWS})
        assert response.headers[ALLOWED] == NEWS
        assert "origin" in response.headers["vary"].lower()
        assert response.headers["x-content-type-options"] == "nosniff"
        assert ALLOWED not in client.get(address, headers={"Origin": OTHER}).headers
    preflight = client.options("/v1/answers", headers={"Origin": NEWS, **PREFLIGHT})
    assert (preflight.status_code, preflight.headers[ALLOWED]) == (200, NEWS)
    assert "access-control-allow-credentials" not in preflight.headers
    assert client.options("/v1/answers", headers={"Origin": OTHER, **PREFLIGHT}).status_code == 400


def test_a_star_lets_every_page_ask(press_kit_assistant: Assistant, serve_with: ServeWith) -> None:
    client = serve_with(press_kit_assistant, warm=False, origins=["*"])
    assert client.get("/widget.js", headers={"Origin": OTHER}).headers[ALLOWED] == "*"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://News.example, http://127.0.0.1:8080", ("https://news.example", "http://127.0.0.1:8080")),
        ("http://[::1]:9 https://a.example", ("http://[::1]:9", "https://a.example")),
    ],
)
def test_origins_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, written: str, read: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PALERMO_ORIGINS", written)
    assert Settings().origins == read


@pytest.mark.parametrize("written", ["news.example", "https://news.example/", "https://*.example", "null", "ftp://a"])
def test_what_is_no_origin_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PALERMO_ORIGINS", written)
    with pytest.raises(ValidationError, match="is no origin"):
        Settings()
