"""The HTTP service. The only module that knows FastAPI, starlette and uvicorn."""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.events import write_error, write_step
from assistant.faults import (
    FAULTS,
    LARGEST_BODY_BYTES,
    UnknownDocumentError,
    find_fault,
    find_plain_fault,
    tell_error,
    write_invalid,
)
from assistant.feedback import Feedback, FeedbackReceipt, FeedbackStore
from assistant.linking import Located, locate, read_link
from assistant.listing import (
    CollectionDescription,
    DocumentEntries,
    DocumentText,
    FoundPassages,
    Readiness,
    describe_document,
    list_passages,
    tell_document,
)
from assistant.live import Live, follow
from assistant.marking import MarkedDocument, mark_document
from assistant.originals import find_original
from assistant.question import LONGEST_QUESTION, Question
from assistant.rendering import read_static_files, render_chat, render_document, render_fault
from assistant.settings import Settings
from assistant.typesetting import Span, read_span
from corpus.document import Document
from index.filters import Filters
from index.generation import Mode

MOST_PASSAGES = 100
PREFLIGHT_SECONDS = 600  # For so long a browser need not ask again whether it may ask.
LOOKING_SECONDS = 0.5  # Between two looks for a newer generation of the index.
CLOSING_SECONDS = 3  # Left to answers under way when the service is told to end.
EVENT_STREAM = "text/event-stream"
WARM_UP = Question(question="What is this about?")

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

# Viewers of browsers are pages of their own, which may draw themselves and embed the file and nothing else.
ORIGINAL_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"

logger = logging.getLogger(__name__)


router = APIRouter()


async def _find_assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


Serving = Annotated[Assistant, Depends(_find_assistant)]


async def _find_document(document_id: str, assistant: Serving) -> Document:
    document = assistant.generation.texts.find_document(document_id)
    if document is None:
        raise UnknownDocumentError(f"there is no document {document_id!r}")
    return document


Named = Annotated[Document, Depends(_find_document)]


@router.post("/v1/answers", response_model=Answer)
def answer(question: Question, assistant: Serving, request: Request) -> Answer | StreamingResponse:
    """Answer a question; with `Accept: text/event-stream` in events."""
    if EVENT_STREAM not in request.headers.get("accept", "").lower():
        return assistant.answer(question)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(assistant, question), media_type=EVENT_STREAM, headers=headers)


@router.get("/v1/search")
def search(
    assistant: Serving,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION, pattern=r"\w", description="What to search for.")],
    k: Annotated[int, Query(ge=1, le=MOST_PASSAGES, description="At most so many passages.")] = 10,
    mode: Annotated[Mode, Query(description="By meaning, by words, or both.")] = "hybrid",
    document_id: Annotated[list[str] | None, Query(description="Only in these documents.")] = None,
    kind: Annotated[list[str] | None, Query(description="Only in texts of these kinds.")] = None,
    speaker: Annotated[list[str] | None, Query(description="Only in the words of these speakers.")] = None,
    published_from: Annotated[date | None, Query(description="Only in texts of that day or later.")] = None,
    published_to: Annotated[date | None, Query(description="Only in texts of that day or earlier.")] = None,
) -> FoundPassages:
    """Return passages, best first."""
    filters = Filters(
        document_id=tuple(document_id or ()),
        kind=tuple(kind or ()),
        speaker=tuple(speaker or ()),
        published_from=published_from,
        published_to=published_to,
    )
    return FoundPassages(passages=list_passages(assistant.search(q, k, mode, filters)))


@router.get("/v1/documents")
def list_documents(assistant: Serving) -> DocumentEntries:
    """List the documents of the collection."""
    return DocumentEntries(documents=tuple(map(describe_document, assistant.generation.texts.documents)))


@router.get("/v1/documents/{document_id}")
def read_document(document: Named) -> DocumentText:
    """Return a document's text and description."""
    return tell_document(document)


@router.get("/v1/documents/{document_id}/marked")
def mark(
    document: Named, assistant: Serving, start: str | None = None, end: str | None = None, quote: str | None = None
) -> MarkedDocument:
    """Return a document laid out, with a quotation marked where it stands now."""
    span, located = _find_quotation(assistant, document, start, end, quote)
    return mark_document(document, span, located)


@router.get("/v1/collection")
def describe_collection(assistant: Serving, request: Request) -> CollectionDescription:
    """Return what there is to ask about."""
    manifest = assistant.generation.manifest
    return CollectionDescription(
        collection=manifest.collection,
        generation=manifest.generation,
        documents=manifest.documents,
        starters=_find_starters(assistant),
        feedback=request.app.state.feedback is not None,
    )


@router.post("/v1/feedback", status_code=201, responses={404: {"description": "Feedback is not collected here."}})
def keep_feedback(feedback: Feedback, request: Request) -> FeedbackReceipt:
    """Keep what a person says of an answer."""
    store: FeedbackStore | None = request.app.state.feedback
    if store is None:
        raise HTTPException(404)
    return store.keep(feedback)


@router.get("/documents/{document_id}", include_in_schema=False)
def show_document(
    document: Named,
    assistant: Serving,
    request: Request,
    start: str | None = None,
    end: str | None = None,
    quote: str | None = None,
) -> HTMLResponse:
    """Return a document's page, with a quotation marked.

    With the start of the quotation's hash it is marked where it stands now, or the page says that it is gone.
    """
    generation = assistant.generation
    texts, collection = generation.texts, generation.manifest.collection
    span, located = _find_quotation(assistant, document, start, end, quote)
    kept = find_original(generation.folder, document) is not None
    address = str(request.base_url).rstrip("/")
    return HTMLResponse(render_document(collection, texts.documents, document, span, located, kept, address))


@router.get("/documents/{document_id}/original", include_in_schema=False)
def send_original(document: Named, assistant: Serving) -> FileResponse:
    """Return the file that a document was read from; `#page=3` opens it there."""
    path = find_original(assistant.generation.folder, document)
    if path is None:
        raise UnknownDocumentError(f"the original of {document.id!r} is not kept in this index")
    name = PurePosixPath(document.file).name
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=name,
        content_disposition_type="inline",
        headers={"content-security-policy": ORIGINAL_POLICY},
    )


@router.get("/", include_in_schema=False)
def show_chat(assistant: Serving) -> HTMLResponse:
    """Return the page with the chat."""
    manifest = assistant.generation.manifest
    documents = assistant.generation.texts.documents
    return HTMLResponse(render_chat(manifest.collection, documents, _find_starters(assistant), manifest.generation))


@router.get("/widget.js", include_in_schema=False)
async def send_widget(request: Request) -> Response:
    """Return the module that defines `<palermo-chat>`."""
    return _send_file("widget.js", request)


@router.get("/static/{name}", include_in_schema=False)
async def send_static(name: str, request: Request) -> Response:
    """Return a style sheet, script or picture."""
    return _send_file(name, request)


@router.get("/health")
async def tell_health() -> dict[str, str]:
    """Tell that the process runs."""
    return {"status": "alive"}


@router.get("/ready", responses={503: {"description": "Not warmed up yet."}})
async def tell_readiness(assistant: Serving, request: Request) -> Readiness:
    """Tell that the index is verified and the model warm."""
    if not request.app.state.warm:
        raise HTTPException(503)
    manifest = assistant.generation.manifest
    fault = request.app.state.fault
    return Readiness(
        status="ready" if fault is None else "degraded",
        fault=fault,
        generation=manifest.generation,
        collection=manifest.collection,
        documents=manifest.documents,
        passages=manifest.passages,
    )


def _find_quotation(
    assistant: Assistant, document: Document, start: str | None, end: str | None, quote: str | None
) -> tuple[Span | None, Located | None]:
    """Return the span to mark and, with the start of the quotation's hash, what became of it."""
    if quote is None:
        return read_span(document, start, end), None
    earlier = (one.text for one in assistant.generation.texts.read_earlier(document.id))
    located = locate(document.text, read_link(start, end, quote), earlier)
    return located.span, located


def _find_starters(assistant: Assistant) -> tuple[str, ...]:
    """Return questions to begin with; an assistant that wraps another may have none."""
    return tuple(getattr(assistant, "starters", ()))


def _send_file(name: str, request: Request) -> Response:
    file = request.app.state.files.get(name)
    if file is None:
        raise HTTPException(404)
    headers = {"etag": f'"{file.tag}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)


def _stream(assistant: Assistant, question: Question) -> Iterator[str]:
    """Yield server-sent events. Starlette takes them one by one in a worker thread."""
    try:
        for step in assistant.answer_in_steps(question):
            yield write_step(step)
    except Exception as error:  # The status is sent by now: only an event can tell.
        fault = find_fault(error)
        if fault.status >= 500:
            logger.exception("an answer failed under way")
        yield write_error(fault.code, fault.message or str(error))


async def _tell_error(request: Request, error: Exception) -> Response:
    fault = find_fault(error)
    if fault.status >= 500:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _respond(request, fault.status, fault.code, fault.message or str(error))


async def _tell_plain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    fault = find_plain_fault(status)
    response = _respond(request, status, fault.code, fault.message or "")
    response.headers.update(error.headers or {})
    return response


async def _tell_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return _respond(request, 400, "malformed_json", f"The body is not JSON: {first['ctx']['error']}.")
    message = write_invalid(first["loc"], first["type"], first["msg"])
    return _respond(request, 422, "invalid_request", message)


def _respond(request: Request, status: int, code: str, message: str) -> Response:
    """Return an error: a page for browsers that ask for one, otherwise JSON."""
    message = message.encode("utf-8", "replace").decode()
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/"):
        page = render_fault(status, HTTPStatus(status).phrase, message)
        return HTMLResponse(page, status)
    return JSONResponse(tell_error(code, message), status)


class Guard:
    """Limits what comes in, adds the security headers to what goes out, and answers for unforeseen faults.

    A fault that reached the server would cost the connection, and with it the requests that wait on it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        received, begun = 0, False

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY_BYTES:
                raise HTTPException(413)
            return message

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive_limited, send_guarded)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            response = await _tell_error(Request(scope), error)
            await response(scope, receive, send_guarded)


@asynccontextmanager
async def _warm_up(app: FastAPI) -> AsyncIterator[None]:
    await run_in_threadpool(app.state.assistant.answer, WARM_UP)
    app.state.warm = True
    following = asyncio.create_task(_follow(app))
    yield
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def _follow(app: FastAPI) -> None:
    """Take up each new generation of the index, once its assistant is warm. Requests keep the one they began with."""
    live: Live | None = app.state.live
    while live is not None:
        try:
            opened = await run_in_threadpool(live.look, lambda assistant: assistant.answer(WARM_UP))
            app.state.assistant, app.state.fault = opened
        except Exception:  # The service goes on with what it has.
            logger.exception("looking for a new generation failed")
        await asyncio.sleep(LOOKING_SECONDS)


def create_app(
    assistant: Assistant | Live, origins: Sequence[str] = (), feedback: FeedbackStore | None = None
) -> FastAPI:
    """Return the service that answers with an opened assistant, or always with that of the live generation.

    Args:
        origins: Whose pages may ask, besides those of the service itself; `*` for all.
        feedback: Where feedback is kept; None where it is not collected.
    """
    live = assistant if isinstance(assistant, Live) else None
    app = FastAPI(title="Palermo", docs_url=None, redoc_url=None, lifespan=_warm_up)
    app.state.live = live
    app.state.assistant, app.state.fault = live.opened if live else (assistant, None)
    app.state.files = read_static_files()
    app.state.feedback = feedback
    app.state.warm = False
    app.include_router(router)
    app.add_middleware(Guard)
    if origins:  # Around the guard, so that a page of another origin can read of a fault, too.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
            max_age=PREFLIGHT_SECONDS,
        )
    for sort in FAULTS.keys() - {Exception}:
        app.add_exception_handler(sort, _tell_error)
    app.add_exception_handler(HTTPException, _tell_plain_error)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    return app


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or ():
            host, port = listening.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Palermo listens on http://{shown}:{port}/ (Ctrl-C ends it)", file=sys.stderr, flush=True)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until the process is interrupted.

    Args:
        port: 0 for any free one.

    Raises:
        SearchIndexError: The index cannot be opened.
        SystemExit: Nothing can listen on that address.
    """
    feedback = FeedbackStore(settings.feedback_file) if settings.feedback else None
    config = uvicorn.Config(
        create_app(follow(settings), settings.origins, feedback),
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        ws="none",
    )
    with _listen(host, port) as listening, suppress(KeyboardInterrupt):
        _Server(config).run([listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or error
        print(f"palermo: cannot listen on {host}, port {port}: {reason}; choose another --port", file=sys.stderr)
        raise SystemExit(1) from error
