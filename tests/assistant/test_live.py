"""A running service and the generations of its index: taken up, refused, and told of."""

import gc
import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from small_index import CHANGED, NOTES, build, open_small, read_notes, write_model

from assistant.answering import Assistant
from assistant.live import Live, Opened, read_mark
from assistant.question import Question
from assistant.reading import Evidence
from index.durable import replace_file
from index.errors import DamagedIndexError
from index.history import roll_back
from index.layout import CURRENT_FILE, GENERATIONS
from index.searching import ScoredPassage

ASKED = {"question": "How many people does the ferry carry?"}
TAKING_UP_SECONDS = 30


class LastSentenceReader:
    """Takes the last sentence of every passage for evidence: what is tested is which texts it stands in."""

    def read(self, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the sentences, in the order of the passages."""
        return [Evidence(hit, hit.passage.sentences[-1], 0.9 - 0.1 * rank, None) for rank, hit in enumerate(hits[:3])]


class House:
    """An index that changes, and a service that follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, folder / "index"
        self.model = write_model(folder / "model")
        self.build(NOTES)

    def build(self, texts: dict[str, str]) -> str:
        return build(self.root, read_notes(self.folder / "notes", texts), self.model).generation

    def open(self, name: str | None = None) -> Assistant:
        return Assistant(open_small(self.root, self.model, name), LastSentenceReader(), 0.5, 12)

    def follow(self) -> Live:
        seen = read_mark(self.root)
        return Live(Opened(self.open(), None), self.root, self.open, seen)

    def damage(self, name: str) -> Path:
        path = self.root / GENERATIONS / name / "texts.sqlite"
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        return path


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def wait_for(client: httpx.Client, done: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """Return what `/ready` says once it says what is waited for."""
    deadline = time.monotonic() + TAKING_UP_SECONDS
    while True:
        told: dict[str, object] = client.get("/ready").json()
        if done(told):
            return told
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


def test_a_new_generation_answers_as_soon_as_it_is_live(house: House, serve_with: Callable[..., httpx.Client]) -> None:
    client = serve_with(house.follow())
    assert "forty" in client.post("/v1/answers", json=ASKED).json()["text"]
    named = house.build({**NOTES, "ferry": NOTES["ferry"].replace("forty", "fifty")})
    told = wait_for(client, lambda told: told["generation"] == named)
    assert (told["status"], told["fault"]) == ("ready", None)
    answer = client.post("/v1/answers", json=ASKED).json()
    assert answer["generation"] == named
    assert "fifty" in answer["text"]
    assert "forty" not in answer["text"]


def test_a_generation_that_is_gone_back_to_answers_again(house: House, serve_with: Callable[..., httpx.Client]) -> None:
    house.build(CHANGED)
    client = serve_with(house.follow())
    manifest = roll_back(house.root)
    wait_for(client, lambda told: told["generation"] == manifest.generation)


def test_a_damaged_generation_is_refused_named_and_logged_and_the_one_before_goes_on(
    house: House, serve_with: Callable[..., httpx.Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = serve_with(house.follow())
    first = client.get("/ready").json()["generation"]
    house.build(CHANGED)
    roll_back(house.root)
    wait_for(client, lambda told: told["generation"] == first)
    path = house.damage("000002")
    replace_file(house.root / CURRENT_FILE, b"000002\n")
    told = wait_for(client, lambda told: told["status"] == "degraded")
    assert told["generation"] == first
    assert "000002/texts.sqlite: is not what was written" in str(told["fault"])
    assert str(house.root) not in str(told["fault"])
    assert any(record.levelno == logging.ERROR and str(path) in record.getMessage() for record in caplog.records)
    assert client.post("/v1/answers", json=ASKED).json()["generation"] == first
    mended = house.build(CHANGED)
    assert wait_for(client, lambda told: told["generation"] == mended)["fault"] is None


def test_where_the_generation_that_answers_is_damaged_the_one_before_takes_over(house: House) -> None:
    first = house.open().generation.manifest.generation
    house.build(CHANGED)
    live = house.follow()
    house.damage("000002")
    os.utime(house.root / CURRENT_FILE)
    opened = live.look(lambda assistant: None)
    assert opened.assistant.generation.manifest.generation == first
    assert opened.fault is not None
    assert "000002/texts.sqlite" in opened.fault


def test_a_generation_that_could_not_be_opened_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    live = house.follow()
    house.build(CHANGED)
    path = house.damage("000002")
    assert live.look(lambda assistant: None).fault
    house.damage("000002")  # The same bit again.
    assert live.look(lambda assistant: None).fault
    assert path.is_file()
    monkeypatch.setattr("assistant.live.RETRY_SECONDS", 0.0)
    live._retry_at = 0.0
    assert live.look(lambda assistant: None).fault is None


def test_an_assistant_that_cannot_be_made_ready_does_not_answer(house: House) -> None:
    live = house.follow()
    before = live.opened.assistant
    house.build(CHANGED)

    def fail(assistant: Assistant) -> None:
        raise DamagedIndexError("it does not warm up")

    assert live.look(fail) == Opened(before, "it does not warm up")


def count_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts descriptors in /proc")
@pytest.mark.parametrize("swaps", [6, pytest.param(20, marks=pytest.mark.long)])
def test_under_load_no_request_fails_and_every_citation_stands_in_the_generation_that_it_names(
    house: House, serve_with: Callable[..., httpx.Client], swaps: int
) -> None:
    client = serve_with(house.follow())
    stop = Event()
    faults: list[str] = []
    answers: list[dict[str, Any]] = []

    def ask() -> None:
        with httpx.Client(base_url=client.base_url, trust_env=False, timeout=30) as asking:
            while not stop.is_set():
                answered = asking.post("/v1/answers", json=ASKED)
                responses = [answered, asking.get("/v1/documents"), asking.get("/")]
                if answered.status_code == 200:
                    answers.append(answered.json())
                    responses.append(asking.get(answers[-1]["citations"][0]["url"]))
                faults.extend(response.text[:200] for response in responses if response.status_code != 200)

    texts: dict[str, dict[str, str]] = {}

    def remember() -> str:
        generation = open_small(house.root, house.model)
        texts[generation.manifest.generation] = {document.id: document.text for document in generation.texts.documents}
        generation.close()
        return generation.manifest.generation

    remember()
    asking = [Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    descriptors: list[int] = []
    for number in range(swaps):
        house.build({**NOTES, "ferry": f"{NOTES['ferry']} It has crossed {number} times."})
        named = remember()
        wait_for(client, lambda told, named=named: told["generation"] == named)  # type: ignore[misc]
        descriptors.append(count_descriptors())
    stop.set()
    for thread in asking:
        thread.join()
    assert not faults
    assert len({answer["generation"] for answer in answers}) > 1
    for answer in answers:
        for citation in answer["citations"]:
            text = texts[answer["generation"]][citation["document_id"]]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
    gc.collect()
    assert descriptors[-1] <= descriptors[0] + 8, descriptors


@pytest.fixture
def quoted(house: House, serve_with: Callable[..., httpx.Client]) -> tuple[httpx.Client, str]:
    """A client, and the address of a quotation from the ferry's note."""
    client = serve_with(house.follow())
    [citation] = [
        citation
        for citation in client.post("/v1/answers", json=ASKED).json()["citations"]
        if citation["document_id"] == "ferry"
    ]
    return client, citation["url"]


def change(house: House, client: httpx.Client, ferry: str) -> None:
    named = house.build({**NOTES, "ferry": ferry})
    wait_for(client, lambda told: told["generation"] == named)


def test_a_link_opens_the_quotation_where_it_has_moved_to_and_says_so(
    house: House, quoted: tuple[httpx.Client, str]
) -> None:
    client, url = quoted
    assert "changed since" not in client.get(url).text
    change(house, client, NOTES["ferry"].replace("The ferry crosses", "Since 1850 the ferry crosses"))
    page = client.get(url).text
    assert '<mark id="quote" tabindex="-1">It carries forty people.</mark>' in page
    assert "still stands in it" in page


def test_a_link_to_a_quotation_that_is_gone_says_so_and_shows_what_was_said(
    house: House, quoted: tuple[httpx.Client, str]
) -> None:
    client, url = quoted
    for count in ("fifty", "sixty", "seventy"):
        change(house, client, NOTES["ferry"].replace("forty", count))
    page = client.get(url)
    assert page.status_code == 200
    assert "This source has changed since it was quoted" in page.text
    assert "<blockquote" in page.text
    assert "It carries forty people." in page.text
    assert "<mark" not in page.text


def test_a_link_that_names_no_quotation_is_refused(quoted: tuple[httpx.Client, str]) -> None:
    client, _ = quoted
    for query in ("start=1&end=3&quote=x", "quote=0123456789abcdef", "start=9&end=3&quote=0123456789abcdef"):
        response = client.get(f"/documents/ferry?{query}")
        assert response.status_code == 422
        assert response.json()["error"]["code"] == "invalid_span"


def test_a_question_under_way_is_answered_from_the_generation_that_it_began_with(house: House) -> None:
    live = house.follow()
    steps = live.opened.assistant.answer_in_steps(Question(question=ASKED["question"]))
    next(steps)
    for _ in range(2):
        house.build(CHANGED)
        live.look(lambda assistant: None)
    *_, answer = steps
    assert "forty" in answer.text  # type: ignore[union-attr]
