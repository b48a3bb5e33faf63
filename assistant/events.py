"""The steps of an answer as server-sent events."""

import json

from assistant.answering import Found, Stated, Step
from assistant.faults import tell_error
from assistant.listing import list_passages


def write_step(step: Step) -> str:
    """Return the event of one step: `passages`, `statement` or `answer`."""
    if isinstance(step, Found):
        passages = [passage.model_dump(mode="json") for passage in list_passages(step.passages)]
        return _write("passages", json.dumps({"query": step.query, "passages": passages}))
    if isinstance(step, Stated):
        citations = [citation.model_dump(mode="json") for citation in step.citations]
        return _write(
            "statement", json.dumps({"statement": step.statement.model_dump(mode="json"), "citations": citations})
        )
    return _write("answer", step.model_dump_json())


def write_error(code: str, message: str) -> str:
    """Return the event that ends an answer that failed."""
    return _write("error", json.dumps(tell_error(code, message)))


def _write(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
