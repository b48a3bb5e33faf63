"""A run as other tools read it: TREC run and qrels, RAGAS records, JUnit XML."""

import json
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

from evals.estimating import WHOLE, name_part
from evals.judging import Reason
from evals.locating import Span
from evals.metrics.metric import Asked, CannotBeScored
from evals.metrics.right import RIGHT

RUN_TAG = "palermo"


def name_passage(span: Span) -> str:
    """Return a passage's name in TREC files: no white space, unique in its collection."""
    return f"{'_'.join(span.document_id.split())}:{span.start}-{span.end}"


def write_trec_run(questions: Iterable[Asked]) -> str:
    """Return the rankings: "query Q0 passage rank score tag" a line; scores fall with the rank."""
    return "\n".join(
        f"{asked.sample.id} Q0 {name_passage(passage)} {rank} {1.0 / rank:.6f} {RUN_TAG}"
        for asked in questions
        for rank, passage in enumerate(asked.ranking, start=1)
    )


def write_trec_qrels(questions: Iterable[Asked]) -> str:
    """Return what is relevant among the passages of the rankings: "query 0 passage relevance" a line.

    A passage is relevant where it overlaps a piece of evidence. What no ranking holds is not judged: recall by these
    is recall of the pool.
    """
    return "\n".join(
        f"{asked.sample.id} 0 {name_passage(passage)} {int(any(passage.overlaps(piece) for piece in asked.evidence))}"
        for asked in questions
        if asked.sample.answerable
        for passage in asked.ranking
    )


def write_ragas(questions: Iterable[Asked]) -> str:
    """Return the run as records of RAGAS's SingleTurnSample, one a line."""
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in _make_records(questions))


def _make_records(questions: Iterable[Asked]) -> Iterator[dict[str, object]]:
    for asked in questions:
        texts = {document.id: document.text for document in asked.documents.values()}
        yield {
            "user_input": asked.answer.query,
            "response": asked.answer.text,
            "retrieved_contexts": [texts[span.document_id][span.start : span.end] for span in asked.ranking],
            "reference_contexts": list(asked.sample.evidence),
            "reference": " ".join(asked.sample.references or asked.sample.evidence) or None,
        }


def write_junit(suite: str, questions: Sequence[Asked]) -> str:
    """Return the run as JUnit XML: a case for each question, a failure where it is not right."""
    verdicts = [(asked, RIGHT.score(asked)) for asked in questions]
    failures = sum(score == 0.0 for _, score in verdicts)
    skipped = sum(isinstance(score, CannotBeScored) for _, score in verdicts)
    counts = {"tests": str(len(questions)), "failures": str(failures), "skipped": str(skipped)}
    root = ElementTree.Element("testsuites", counts)
    whole = ElementTree.SubElement(root, "testsuite", {"name": suite, "errors": "0", **counts})
    for asked, score in verdicts:
        part = name_part(asked.sample.split)
        place = suite if part == WHOLE else f"{suite}.{part}"
        name = f"{asked.sample.id}: {asked.sample.question}"
        case = ElementTree.SubElement(whole, "testcase", {"classname": place, "name": _strip(name)})
        if isinstance(score, CannotBeScored):
            ElementTree.SubElement(case, "skipped", {"message": str(score.reason)})
        elif score == 0.0:
            reason: Reason = asked.judgement.reason
            ElementTree.SubElement(case, "failure", {"message": str(reason)}).text = _strip(asked.answer.text)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _strip(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")
