"""A server is evaluated as the assistant in this process is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.answering import open_assistant
from assistant.http import create_app
from assistant.question import Question
from assistant.settings import Settings
from evals.errors import RunError
from evals.systems import LocalSystem, RemoteSystem
from index.filters import Filters

QUESTION = Question(question="How many States are parties to the Firearms Protocol?")
SHEETS = Filters(kind=("fact sheet",))


@pytest.fixture(scope="module")
def both(press_kit_index: Path) -> Iterator[tuple[LocalSystem, RemoteSystem]]:
    settings = Settings(index=press_kit_index, candidates=2)
    assistant = open_assistant(settings)
    with closing(assistant.generation), TestClient(create_app(assistant)) as client:
        yield LocalSystem(assistant, settings), RemoteSystem("http://testserver/", client)


def test_a_server_gives_the_same_answers_rankings_and_documents(both: tuple[LocalSystem, RemoteSystem]) -> None:
    local, remote = both
    one, other = (system.answer(QUESTION).model_dump(exclude={"seconds"}) for system in both)
    assert one == other
    ranking = local.rank(QUESTION.question, 5, SHEETS)
    assert ranking == remote.rank(QUESTION.question, 5, SHEETS)
    kinds = {document.id: document.kind for document in local.documents}
    assert {kinds[span.document_id] for span in ranking} == {"fact sheet"}
    assert [(document.id, document.text) for document in local.documents] == [
        (document.id, document.text) for document in remote.documents
    ]
    assert (remote.generation, remote.collection) == (local.generation, local.collection)


def test_a_server_that_dies_says_how_to_go_on(both: tuple[LocalSystem, RemoteSystem]) -> None:
    def die(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/ready":
            return httpx.Response(200, json={"generation": "1", "collection": "made up"})
        raise httpx.ConnectError("connection refused")

    system = RemoteSystem("http://gone", httpx.Client(transport=httpx.MockTransport(die)))
    with pytest.raises(RunError, match="run the same command again"):
        system.answer(QUESTION)


@pytest.mark.parametrize(
    "response",
    [httpx.Response(503, text="warming up"), httpx.Response(200, text="<html>"), httpx.Response(200, json=[])],
)
def test_what_is_no_ready_palermo_is_refused(response: httpx.Response) -> None:
    with pytest.raises(RunError, match="http://elsewhere/ready"):
        RemoteSystem("http://elsewhere", httpx.Client(transport=httpx.MockTransport(lambda _: response)))
