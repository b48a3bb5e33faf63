"""Citations in the sense of ALCE (Gao et al., EMNLP 2023), by checks that need no judge.

- Validity: every marker of the text and every citation number of a statement is one of the answer's citations, and
  every citation is used.
- Recall: a statement counts if what it cites, taken together, says it: its words stand in one of the quotations.
- Precision: a citation counts if it says the statement on its own. One whose quotation holds the statement's words
  does, and so does one that holds the short answer; of any other a machine without a judge cannot tell.
"""

import re

from evals.locating import fold
from evals.metrics.metric import Asked, CannotBeScored, Mean, Rate, Score

MARKER = re.compile(r"\[(\d+)\]")


def _score_validity(asked: Asked) -> Score:
    answer = asked.answer
    if answer.outcome == "abstained":
        return None
    numbers = {citation.number for citation in answer.citations}
    used = {number for statement in answer.statements for number in statement.citations}
    marked = {int(number) for number in MARKER.findall(answer.text)}
    return float(bool(used) and used == numbers and marked <= numbers)


def _score_recall(asked: Asked) -> Score:
    answer = asked.answer
    if not answer.statements:
        return None
    quotes = {citation.number: fold(citation.quote).letters for citation in answer.citations}
    supported = [
        any(fold(statement.text).letters in quotes.get(number, "") for number in statement.citations)
        for statement in answer.statements
    ]
    return sum(supported) / len(supported)


def _score_precision(asked: Asked) -> Score:
    answer = asked.answer
    if not answer.statements:
        return None
    quotes = {citation.number: fold(citation.quote).letters for citation in answer.citations}
    short = fold(answer.short_answer.text).letters if answer.short_answer else ""
    pairs = [
        (fold(statement.text).letters, number) for statement in answer.statements for number in statement.citations
    ]
    told = [
        number in quotes and (text in quotes[number] or (bool(short) and short in text and short in quotes[number]))
        for text, number in pairs
    ]
    if not all(told) and all(number in quotes for _, number in pairs):
        return CannotBeScored(reason="a second source says it in other words, which needs a judge")
    return sum(told) / len(told)


CITATION_VALIDITY = Rate("citation_validity", "citation numbers valid", _score_validity)
CITATION_RECALL = Mean("citation_recall", "statements that their citations say", _score_recall)
CITATION_PRECISION = Mean("citation_precision", "citations that say their statement", _score_precision)
