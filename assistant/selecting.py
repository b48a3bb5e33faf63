"""Which terms of a conversation a follow-up question needs: the idea of QuReTeC (Voskarides et al., SIGIR 2020).

Each content word that was said before and not in the question is measured: where, how often and by whom it was said. A
logistic regression with its own weights for each kind of question (with "he", with "it", short, ...) says how
probable it is that the question means it. Fitted by `python -m evals.fitting_follow_ups`.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from assistant.question import Turn
from assistant.wanting import is_function_word

WEIGHTS_FILE = "following_weights.json"

WORD = re.compile(r"[^\W_]+")
ENDING = re.compile(r"(?:ies|es|s|ed|ing)$")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
NEVER = 9  # Turns back, where a term was not said.
MOST_WORDS = 6  # Of a question, and of a term's occurrences; more count the same.
LONGEST_GAP = 2  # Words between two selected ones that are shown with them,
JOINING = frozenset({"a", "against", "and", "by", "for", "from", "in", "of", "on", "the", "to", "with"})  # if of these.

# Each is measured of a question; a term's features count separately for each.
OF_QUESTION: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("person", r"\b(?:he|she|him|his|her|hers)\b"),
        ("it", r"\b(?:it|its)\b"),
        ("they", r"\b(?:they|them|their|theirs)\b"),
        ("this", r"\b(?:this|that|these|those|ones?|there|then|same|other|another|else|first|last|both|such)\b"),
        ("opening", r"^(?:and|but|so|what about|how about|why\W*$|when\W*$|who\W*$)"),
    )
)
QUESTION_FEATURES = ("any", *(name for name, _ in OF_QUESTION), "words", "no_words", "one_word", "names")
TERM_FEATURES = (
    "asked_last", "asked_before_last", "asked_earlier", "asked_never", "told_last", "told_before_last", "told_earlier",
    "asked_first", "share_asked", "share_told", "name", "name_asked", "number", "long", "ruled", "told_last_first",
    "name_told_last", "count", "place_asked", "name_asked_last", "any",
)  # fmt: skip

Matrix = NDArray[np.float64]


class Weights(BaseModel):
    """Of the selection."""

    model_config = ConfigDict(frozen=True)

    question_features: tuple[str, ...]
    term_features: tuple[str, ...]
    coefficients: tuple[float, ...]
    """For each feature of a question, one for each feature of a term."""
    intercept: float


class Said(NamedTuple):
    """How one text says a term."""

    sentence: int
    """From 0."""
    times: int
    name: bool
    """Whether it has a capital inside a sentence."""
    place: float
    """Where in its sentence, 0 to 1."""


def stem(word: str) -> str:
    """Return a word in lower case without its ending."""
    return ENDING.sub("", word.lower())


def list_terms(text: str) -> set[str]:
    """Return the stems of the content words of a text."""
    return {stem(word) for word in WORD.findall(text) if _is_content(word)}


def select(question: str, history: Sequence[Turn], ruled: str) -> dict[str, float]:
    """Return how probable it is of each term of the conversation that the question means it.

    Args:
        ruled: The question as rules complete it.
    """
    terms, features = measure(question, history, ruled)
    if not terms:
        return {}
    weights = _load_weights()
    logits = features @ np.array(weights.coefficients) + weights.intercept
    return dict(zip(terms, (1.0 / (1.0 + np.exp(-logits))).tolist(), strict=True))


def measure(question: str, history: Sequence[Turn], ruled: str) -> tuple[list[str], Matrix]:
    """Return the terms that were said and not asked, and (terms, features) of them."""
    asked = [_read(turn.content) for turn in history if turn.role == "user"]
    told = [_read(turn.content) for turn in history if turn.role == "assistant"]
    own = list_terms(question)
    terms = [term for term in dict.fromkeys(term for text in (*asked, *told) for term in text) if term not in own]
    added = list_terms(ruled) - own
    rows = np.array([_measure_term(term, asked, told, term in added) for term in terms], dtype=np.float64)
    if not terms:
        return [], np.zeros((0, len(QUESTION_FEATURES) * len(TERM_FEATURES)))
    return terms, np.hstack([rows * value for value in _measure_question(question)])


def show_terms(terms: set[str], history: Sequence[Turn]) -> list[str]:
    """Return the words of terms as they were said last, neighbours together, each term once."""
    left, shown = set(terms), []
    by_recency = [turn for role in ("user", "assistant") for turn in reversed(history) if turn.role == role]
    for turn in by_recency:
        words = list(WORD.finditer(turn.content))
        runs: list[list[int]] = []
        for place, word in enumerate(words):
            term = stem(word.group())
            if term in left and _is_content(word.group()):
                left.discard(term)
                between = [words[other].group() for other in range(runs[-1][-1] + 1, place)] if runs else []
                near = runs and len(between) <= LONGEST_GAP and all(word.lower() in JOINING for word in between)
                joined = near and "\n" not in turn.content[words[runs[-1][-1]].end() : word.start()]
                (runs[-1] if joined else runs.append([]) or runs[-1]).append(place)  # type: ignore[func-returns-value]
        shown += [" ".join(turn.content[words[run[0]].start() : words[run[-1]].end()].split()) for run in runs]
    return shown


def _is_content(word: str) -> bool:
    return len(word) > 1 and not is_function_word(word.lower())


@cache
def _load_weights() -> Weights:
    weights = Weights.model_validate_json((resources.files("assistant") / WEIGHTS_FILE).read_bytes())
    if (weights.question_features, weights.term_features) != (QUESTION_FEATURES, TERM_FEATURES):
        raise ValueError(f"{WEIGHTS_FILE}: weighs other features than are measured: fit it anew")
    return weights


def _read(text: str) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for number, sentence in enumerate(SENTENCE.split(text)):
        for match in WORD.finditer(sentence):
            word = match.group()
            if _is_content(word):
                capital = word[0].isupper() and match.start() > 0
                old = said.get(stem(word), Said(number, 0, False, match.start() / len(sentence)))
                said[stem(word)] = old._replace(times=old.times + 1, name=old.name or capital)
    return said


def _measure_question(question: str) -> list[float]:
    content = [word for word in WORD.findall(question) if _is_content(word)]
    names = any(word[0].isupper() for word in content if not question.startswith(word))
    return [
        1.0,
        *(float(bool(pattern.search(question))) for _, pattern in OF_QUESTION),
        min(len(content), MOST_WORDS) / MOST_WORDS,
        float(not content),
        float(len(content) <= 1),
        float(names),
    ]


def _measure_term(
    term: str, asked: Sequence[dict[str, Said]], told: Sequence[dict[str, Said]], ruled: bool
) -> list[float]:  # fmt: skip
    ago_asked, ago_told = _find_ago(term, asked), _find_ago(term, told)
    everywhere = [text[term] for text in (*asked, *told) if term in text]
    last_asked = asked[-1].get(term) if asked else None
    last_told = told[-1].get(term) if told else None
    values = [
        ago_asked == 0,
        ago_asked == 1,
        2 <= ago_asked < NEVER,
        ago_asked == NEVER,
        ago_told == 0,
        ago_told == 1,
        2 <= ago_told < NEVER,
        bool(asked) and term in asked[0],
        sum(term in text for text in asked) / max(1, len(asked)),
        sum(term in text for text in told) / max(1, len(told)),
        any(said.name for said in everywhere),
        any(text[term].name for text in asked if term in text),
        term.isdigit(),
        len(term) >= 7,
        ruled,
        last_told is not None and last_told.sentence == 0,
        last_told is not None and last_told.name,
        min(sum(said.times for said in everywhere), MOST_WORDS) / MOST_WORDS,
        last_asked.place if last_asked else 0.0,
        last_asked is not None and last_asked.name,
        1.0,
    ]
    return [float(value) for value in values]


def _find_ago(term: str, texts: Sequence[dict[str, Said]]) -> int:
    return next((ago for ago, text in enumerate(reversed(texts)) if term in text and ago < NEVER), NEVER)
