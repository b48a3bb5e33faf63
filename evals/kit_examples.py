"""Examples for the reader made of suites and their collections: what search finds, and what answers."""

import re
from collections.abc import Sequence

from evals.examples import Example
from index.generation import Generation

FOUND = 10  # Passages of each question's ranking that become examples.


def make_examples(
    generation: Generation, questions: Sequence[dict[str, object]], source: str, found: int = FOUND
) -> list[Example]:
    """Return each question put to the passages that search finds for it.

    A passage answers where a piece of evidence stands in it; the short answer is the first match of
    the question's patterns inside the evidence, or else all of the evidence.
    """
    searcher = generation.make_searcher()
    examples: list[Example] = []
    for row in questions:
        if row.get("history"):
            continue
        question = str(row["question"])
        for hit in searcher.search(question, found):
            span = _find_span(hit.passage.text, row)
            examples.append(
                Example(source, question, hit.passage.heading_text, hit.passage.text, span is not None, span)
            )
    return examples


def _find_span(passage: str, row: dict[str, object]) -> tuple[int, int] | None:
    for evidence in _strings(row["evidence"]):
        place = _find_loosely(passage, evidence)
        if place is not None:
            start, end = place
            for pattern in (*_strings(row["any_of"]), *_strings(row["all_of"])):
                match = re.search(pattern, passage[start:end], re.IGNORECASE)
                if match and match.group():
                    return start + match.start(), start + match.end()
            return place
    return None


def _find_loosely(text: str, piece: str) -> tuple[int, int] | None:
    """Return where a piece stands in a text, comparing letters and digits only."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    wanted = "".join(character.lower() for character in piece if character.isalnum())
    found = "".join(text[place].lower() for place in places).find(wanted) if wanted else -1
    return None if found < 0 else (places[found], places[found + len(wanted) - 1] + 1)


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
