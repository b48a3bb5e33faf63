"""Which error has which status, and in which words it is told. Never a stack trace."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple

from assistant.errors import QuestionError
from assistant.feedback import FeedbackFullError
from assistant.typesetting import SpanError
from index.errors import SearchIndexError

LARGEST_BODY_BYTES = 1_000_000


class UnknownDocumentError(LookupError):
    """There is no document of that id."""


class Fault(NamedTuple):
    """How an error is told."""

    status: int
    code: str
    message: str | None = None
    """Said instead of the error's own words."""


FAULTS: Mapping[type[Exception], Fault] = {
    QuestionError: Fault(422, "invalid_question"),
    SpanError: Fault(422, "invalid_span"),
    UnknownDocumentError: Fault(404, "unknown_document"),
    SearchIndexError: Fault(503, "index_unavailable", "The index cannot be read. Please try again later."),
    FeedbackFullError: Fault(503, "feedback_full", "No more feedback can be kept here. Please tell the operator."),
    Exception: Fault(500, "internal", "Something went wrong here. It was recorded; please try again."),
}
PLAIN_FAULTS: Mapping[int, Fault] = {
    400: Fault(400, "malformed_request", "The request cannot be read: its body has to be JSON, in UTF-8."),
    404: Fault(404, "not_found", "There is nothing at this address."),
    405: Fault(405, "method_not_allowed", "This address does not take requests of that method."),
    413: Fault(413, "too_large", f"The body is larger than {LARGEST_BODY_BYTES:,} bytes."),
    503: Fault(503, "not_ready", "The service is warming up. Please try again in a moment."),
}

INVALID: Mapping[str, str] = {
    "string_pattern_mismatch": "there are no words in it",
    "missing": "this is missing",
    "extra_forbidden": "there is no field of that name",
}


def find_fault(error: Exception) -> Fault:
    """Return how an error is told: by the nearest of its classes that the table holds."""
    return next(FAULTS[sort] for sort in type(error).__mro__ if sort in FAULTS)


def find_plain_fault(status: int) -> Fault:
    """Return how a refusal is told that has only a status."""
    phrase = HTTPStatus(status).phrase
    return PLAIN_FAULTS.get(status) or Fault(status, phrase.lower().replace(" ", "_"), phrase)


def write_invalid(place: Sequence[object], sort: str, message: str) -> str:
    """Return what is wrong with a request, and where in it.

    Args:
        place: Where, from the outside in: first body, query or path, then field names and positions.
        sort: pydantic's name of the fault.
        message: What pydantic says of it.
    """
    where = ".".join(str(part) for part in place[1:]) or "the body"
    return f"{where}: {INVALID.get(sort) or message.removeprefix('Value error, ')}"


def tell_error(code: str, message: str) -> dict[str, dict[str, str]]:
    """Return an error in the form that is sent."""
    return {"error": {"code": code, "message": message}}
