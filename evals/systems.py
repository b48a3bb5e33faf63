"""What is evaluated: an assistant in this process, or a server that keeps to the HTTP contract."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.answer import Answer
from assistant.question import Question
from assistant.settings import Settings
from corpus.document import Document
from evals.errors import RunError
from evals.predicting import SYSTEM, hash_packages
from evals.recording import RankedSpan
from index.filters import Filters

if TYPE_CHECKING:
    import httpx

    from assistant.answering import Assistant
    from index.encoding import Encoder

DECIDING = ("model", "passage_words", "candidates", "threshold")  # Settings that can change an answer.
PATIENCE_SECONDS = 60.0  # For one answer of a server.


class LocalSystem:
    """An assistant in this process."""

    def __init__(self, assistant: "Assistant", settings: Settings) -> None:
        self._assistant = assistant
        self.generation = assistant.generation.manifest.generation
        self.collection = assistant.generation.manifest.collection
        self.settings: dict[str, str | int | float | None] = settings.model_dump(include=set(DECIDING))
        self.version = hash_packages(*SYSTEM)

    @property
    def documents(self) -> Sequence[Document]:
        """The documents of the index."""
        return self._assistant.generation.texts.documents

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question."""
        return self._assistant.answer(question)

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Return at most `k` passages of the admitted documents, best first."""
        found = [(scored.passage, scored.score) for scored in self._assistant.search(query, k, filters=filters)]
        return tuple(
            RankedSpan(document_id=passage.document_id, start=passage.start, end=passage.end, score=score)
            for passage, score in found
        )

    def find_encoder(self) -> "Encoder":
        """Return the encoder of the index."""
        return self._assistant.generation.encoder


class RemoteSystem:
    """A running server. What it answers is asked over HTTP, as anybody would."""

    def __init__(self, url: str, client: "httpx.Client | None" = None) -> None:
        """
        Raises:
            RunError: There is no Palermo at the address, or it is not ready.
        """
        import httpx

        self._url = url.rstrip("/")
        self._client = client or httpx.Client(timeout=PATIENCE_SECONDS)
        ready = self._fetch("GET", "/ready")
        self.generation = str(ready["generation"])
        self.collection = str(ready["collection"])
        self.settings: dict[str, str | int | float | None] = {"url": self._url}
        self.version = "a server, whose code cannot be told"

    @cached_property
    def documents(self) -> Sequence[Document]:
        """The documents that the server lists."""
        names = [entry["id"] for entry in self._fetch("GET", "/v1/documents")["documents"]]
        rows = [self._fetch("GET", f"/v1/documents/{quote(name, safe='')}") for name in names]
        fields = Document.model_fields.keys()
        return [
            Document(**({"file": row["id"], "sha256": ""} | {name: row[name] for name in fields & row.keys()}))
            for row in rows
        ]

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question.

        Raises:
            RunError: The server does not answer.
        """
        body = question.model_dump(mode="json", exclude_defaults=True)
        return Answer.model_validate(self._fetch("POST", "/v1/answers", json=body))

    def rank(self, query: str, k: int, filters: Filters) -> tuple[RankedSpan, ...]:
        """Return at most `k` passages of the admitted documents, best first.

        Raises:
            RunError: The server does not answer.
        """
        params = filters.model_dump(mode="json", exclude_defaults=True)
        found = self._fetch("GET", "/v1/search", params={"q": query, "k": k, **params})
        fields = RankedSpan.model_fields.keys()
        return tuple(RankedSpan(**{name: row[name] for name in fields}) for row in found["passages"])

    def find_encoder(self) -> "Encoder":
        """Return the packaged encoder: which one the server uses cannot be told."""
        from index.encoding import SentenceEncoder
        from index.model import PACKAGED, find_model

        return SentenceEncoder(find_model(PACKAGED).folder)

    def _fetch(self, method: str, path: str, **fields: Any) -> dict[str, Any]:
        import httpx

        try:
            response = self._client.request(method, f"{self._url}{path}", **fields)
            response.raise_for_status()
            told = response.json()
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            raise RunError(f"{self._url}{path}: the server says {status}: {error.response.text[:200]}") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise RunError(
                f"{self._url}{path}: the server does not answer ({error or type(error).__name__}); what was predicted "
                "is safe: start it and run the same command again to go on"
            ) from error
        if not isinstance(told, dict):
            raise RunError(f"{self._url}{path}: this is no Palermo")
        return told
