"""A collection in several scripts, with emoji and markup in it, through index, service and pages."""

import html
import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from assistant.answering import open_assistant
from assistant.settings import Settings
from tests.assistant.conftest import index_texts

ServeWith = Callable[..., httpx.Client]
TEXTS = {
    "emoji.txt": "🙂 NOTES <script>alert(1)</script>\n\n"
    "The 🦊 committee met on 3 May 2021 in 𝔘𝔩𝔪. It counted 42 🦊🦊 and 7 owls.\n",
    "arabic.txt": "بيان صحفي\n\nدخلت الاتفاقية حيز النفاذ في 29 سبتمبر 2003. عدد الأطراف 190 طرفا.\n",
    "chinese.txt": "新闻稿\n\n《公约》于2003年9月29日生效。缔约方为190个。𠮷野家参加了会议。\n",
}
MARK = re.compile(r"<mark[^>]*>(.*?)</mark>", re.DOTALL)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with an index of the texts."""
    return index_texts(tmp_path_factory.mktemp("world"), TEXTS)


def read_spans(client: httpx.Client) -> Iterator[tuple[str, str, int, int]]:
    """Yield document id, text, start and end of many spans of every document."""
    for entry in client.get("/v1/documents").json()["documents"]:
        text = client.get(f"/v1/documents/{entry['id']}").json()["text"]
        for start in range(0, len(text), 11):
            for end in (start + 1, (start + len(text)) // 2 + 1, len(text)):
                if start < end <= len(text):
                    yield entry["id"], text, start, end


def test_offsets_are_code_points_from_the_search_to_the_page(settings: Settings, serve_with: ServeWith) -> None:
    client = serve_with(open_assistant(settings))
    for query in ("🦊 committee", "عدد الأطراف", "缔约方", "Who counted the owls?"):
        for passage in client.get("/v1/search", params={"q": query}).json()["passages"]:
            text = client.get(f"/v1/documents/{passage['document_id']}").json()["text"]
            assert text[passage["start"] : passage["end"]] == passage["text"]
    for document_id, text, start, end in read_spans(client):
        page = client.get(f"/documents/{document_id}", params={"start": start, "end": end}).text
        marked = html.unescape("".join(MARK.findall(page)))
        assert marked == text[start:end].replace("\n", "")
        assert "<script>alert" not in page
    assert "<script>alert" not in client.get("/").text


def test_answers_quote_every_script_exactly(settings: Settings, serve_with: ServeWith) -> None:
    client = serve_with(open_assistant(settings))
    for question in ("How many owls did the committee count?", "When did the 🦊 committee meet?", "缔约方有多少个？"):
        answer = client.post("/v1/answers", json={"question": question}).json()
        nearest = (answer["abstention"] or {"nearest": []})["nearest"]
        for citation in (*answer["citations"], *nearest):
            text = client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
            page = client.get(citation["url"]).text
            assert html.unescape("".join(MARK.findall(page))) == citation["quote"].replace("\n", "")
