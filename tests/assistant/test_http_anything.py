"""The HTTP service, whatever is sent: never a fault of its own, and every refusal in one shape."""

import json
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# The service outlives the examples on purpose.
anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
few = settings(anything, max_examples=6)  # Each of them is answered.

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
TURNS = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system"]), "content": SCALARS}) | JSON,
    max_size=3,
)
FILTERS = st.dictionaries(
    st.sampled_from(["document_id", "kind", "speaker", "published_from", "published_to", "colour"]), JSON, max_size=2
)
ALMOST_QUESTIONS = st.fixed_dictionaries(
    {"question": st.sampled_from(["", "?", 7, None, ["why"], "\x00", "a" * 2001])},
    optional={"history": TURNS | JSON, "filters": FILTERS | JSON},
)
QUESTIONS = st.fixed_dictionaries(
    {"question": st.text(min_size=1, max_size=60)},
    optional={
        "history": st.lists(
            st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": st.text(max_size=40)}),
            max_size=2,
        ),
        "filters": st.dictionaries(
            st.sampled_from(["document_id", "kind", "speaker"]),
            st.text(max_size=10) | st.just("press release"),
            max_size=2,
        ),
    },
)
PATHS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "v1/documents/",
        "v1/documents//",
        "documents/press-release",
        "static/",
        "static/../http.py",
        "widget.js",
        "v1/search",
    ]
)


def check(response: httpx.Response) -> None:
    """Check that a response is no fault of the service, and that a refusal has its shape."""
    assert response.status_code < 500
    assert response.headers["x-content-type-options"] == "nosniff"
    if response.status_code >= 400:
        assert set(response.json()) == {"error"}
        assert set(response.json()["error"]) == {"code", "message"}
        assert "Traceback" not in response.text


@anything
@given(body=JSON | ALMOST_QUESTIONS)
def test_any_json_is_answered_or_refused(service: httpx.Client, body: object) -> None:
    headers = {"Content-Type": "application/json"}
    check(service.post("/v1/answers", content=json.dumps(body).encode(), headers=headers))


@few
@given(body=QUESTIONS, accept=st.sampled_from(["*/*", "text/event-stream", "text/html"]))
def test_any_question_is_answered(service: httpx.Client, body: object, accept: str) -> None:
    response = service.post("/v1/answers", json=body, headers={"Accept": accept})
    check(response)
    assert "event: error" not in response.text


@anything
@given(
    body=st.binary(max_size=200), sort=st.sampled_from(["application/json", "text/plain", "a/b; charset=x", "", "json"])
)
def test_any_bytes_are_refused(service: httpx.Client, body: bytes, sort: str) -> None:
    check(service.post("/v1/answers", content=body, headers={"Content-Type": sort}))


@anything
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB"]),
    path=PATHS,
    query=st.dictionaries(
        st.sampled_from(["start", "end", "q", "k", "mode"]), st.text(st.characters(codec="utf-8")), max_size=3
    ),
)
def test_any_address_is_answered_or_refused(
    service: httpx.Client, method: str, path: str, query: dict[str, str]
) -> None:
    check(service.request(method, "/" + quote(path, safe="/"), params=query))


@anything
@given(
    start=st.integers(-5, 5000) | st.text(st.characters(codec="utf-8"), max_size=5),
    end=st.integers(-5, 5000) | st.text(st.characters(codec="utf-8"), max_size=5),
)
def test_any_span_is_shown_or_refused(service: httpx.Client, start: int | str, end: int | str) -> None:
    check(service.get("/documents/press-release", params={"start": start, "end": end}))


@settings(anything, max_examples=30)
@given(
    query=st.text(st.characters(codec="utf-8"), max_size=40)
    | st.sampled_from(['"crime', "a AND", "kind:*", "(", "a\x00b"]),
    k=st.integers(-2, 110) | st.text(max_size=3),
    mode=st.sampled_from(["hybrid", "dense", "lexical", "other"]),
)
def test_any_search_is_answered_or_refused(service: httpx.Client, query: str, k: int | str, mode: str) -> None:
    check(service.get("/v1/search", params={"q": query, "k": k, "mode": mode}))


HEADERS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip)


@settings(anything, max_examples=20)
@given(accept=HEADERS, etag=HEADERS, sort=HEADERS)
@pytest.mark.parametrize("address", ["/v1/answers", "/widget.js", "/documents/nowhere"])
def test_any_headers_are_borne(service: httpx.Client, address: str, accept: str, etag: str, sort: str) -> None:
    headers = {"Accept": accept.replace("text/html", ""), "If-None-Match": etag, "Content-Type": sort}
    method = "POST" if address == "/v1/answers" else "GET"
    check(service.request(method, address, headers=headers, content=b"{}"))
