"""Exact match and token F1 against reference answers, as SQuAD defines them (Rajpurkar et al., 2016).

Both sides are lower-cased, and lose punctuation, the articles "a", "an" and "the", and extra white space. F1 is the
harmonic mean of precision and recall over the bag of tokens; the best reference counts. What is compared is the short
answer, or the first quotation where there is none. A declined question scores 0. Of questions that have references.
"""

import re
import string
from collections import Counter
from collections.abc import Callable

from evals.metrics.metric import Asked, Mean, Score

ARTICLE = re.compile(r"\b(?:a|an|the)\b")
NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Return a text as SQuAD compares it.

    >>> normalise("The  Convention, in Palermo.")
    'convention in palermo'
    """
    return " ".join(ARTICLE.sub(" ", text.lower().translate(NO_PUNCTUATION)).split())


def exact_match(answer: str, reference: str) -> float:
    """Return 1.0 if the two are the same once normalised."""
    return float(normalise(answer) == normalise(reference))


def token_f1(answer: str, reference: str) -> float:
    """Return the F1 of the tokens; two empty texts agree.

    >>> token_f1("in Palermo", "Palermo, Italy")
    0.5
    """
    one, other = normalise(answer).split(), normalise(reference).split()
    if not one or not other:
        return float(one == other)
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other))


def _score_by(compare: Callable[[str, str], float]) -> Callable[[Asked], Score]:
    def score(asked: Asked) -> Score:
        references = asked.sample.references
        if not references:
            return None
        answer = asked.answer
        told = answer.short_answer.text if answer.short_answer else ""
        if not told and answer.statements:
            told = answer.statements[0].text
        return max(compare(told, reference) for reference in references)

    return score


EXACT_MATCH = Mean("exact_match", "exact match with a reference", _score_by(exact_match))
TOKEN_F1 = Mean("token_f1", "token F1 with a reference", _score_by(token_f1))
