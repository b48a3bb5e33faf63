"""The short answer: the figure, date or name inside a sentence that a question asks for."""

import re
from collections.abc import Callable, Sequence

from assistant.values import Value, find_dates, find_names, find_numbers
from assistant.wanting import Wanted, asks_for_several, is_function_word
from corpus.lines import LABEL, is_label

Analyze = Callable[[str], list[str]]
Span = tuple[int, int]

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
COLUMN = re.compile(r"; [^;:]+: ")  # As rows of tables are written: "Country: Italy; Parties: 190".
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
LISTED = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
CLAUSE_END = re.compile(r"[;:]|,(?!\d)|\band\b")
LONGEST_THING = 8  # Words of a short answer that is no figure, date or name.
LIKELY = 1.0  # What the reader's choice counts beside the words around a value,
NO_PLACE = 1.0  # and what counts against an abbreviation where a place is wanted: most are those of bodies.
NEAR = 6  # Words after a figure that can say what is counted.


def find_short_answer(
    question: str, wanted: Wanted, sentence: str, analyze: Analyze, likely: Span | None = None
) -> Span | None:
    """Return the span in the sentence of the value that the question asks for, None where there is none.

    A "Label: value" line gives its value. Otherwise, of the values of the wanted kind that the
    question does not itself name, the one that the reader thinks likely, or else the one whose
    surroundings share most with the question. Where no kind of value is wanted, a likely span that
    is short enough to stand alone.
    """
    label = LABEL.match(sentence) if is_label(sentence) else None
    if label is not None and COLUMN.search(label["value"]):
        label = None  # A row of a table, of which one cell is wanted.
    if label is not None and "://" not in sentence:
        values = _find_values(wanted, label["value"])
        if wanted in (Wanted.NUMBER, Wanted.DATE) and values:
            return label.start("value") + values[0].start, label.start("value") + values[0].end
        dates = find_dates(label["label"]) if wanted is Wanted.DATE else []
        if dates:  # A line of a timeline: "1990: The school opens."
            return label.start("label") + dates[0].start, label.start("label") + dates[0].end
        return None if wanted in (Wanted.REASON, Wanted.YES_OR_NO) else (label.start("value"), label.end("value"))
    lowered = question.lower()
    asked = [name.text.lower() for name in find_names(question) if " " in name.text]
    values = [
        value
        for value in _find_values(wanted, sentence)
        if value.text.lower() not in lowered and not any(name in value.text.lower() for name in asked)
    ]
    if not values:
        if wanted is not Wanted.THING or likely is None or not _stands_alone(sentence, likely):
            return None
        # Of several things one phrase is a part at best.
        return likely if not asks_for_several(question) or "," in sentence[slice(*likely)] else None
    terms = [term for word in WORD.findall(question) if not is_function_word(word.lower()) for term in analyze(word)]
    if RESPECTIVELY.search(sentence) and len(values) > 1:
        return _find_respective(values, sentence, frozenset(terms), analyze)

    def score(value: Value) -> float:
        near = likely is not None and value.start < likely[1] and likely[0] < value.end
        odd = wanted is Wanted.PLACE and re.sub(r"[’']s$", "", value.text).isupper()
        return _support(value, sentence, terms, analyze) + (LIKELY if near else 0.0) - (NO_PLACE if odd else 0.0)

    best = max(values, key=lambda value: (score(value), -value.start))
    return best.start, best.end


def _find_respective(values: Sequence[Value], sentence: str, terms: frozenset[str], analyze: Analyze) -> Span | None:
    """Return the value in the place of what the question names, where as many things are listed before as values."""
    things = [part for part in LISTED.split(sentence[: values[0].start]) if part.strip()]
    if len(things) < len(values):
        return None
    things = things[-len(values) :]
    # Behind the last thing stands what all have in common: "firearms protocols have seen".
    words = [WORD.findall(thing) for thing in things]
    words[-1] = words[-1][: max(1, len(words[0]) - 1)]
    shares = [len(terms.intersection(term for word in one for term in analyze(word))) for one in words]
    if shares.count(max(shares)) > 1:
        return None
    value = values[shares.index(max(shares))]
    return value.start, value.end


def _stands_alone(sentence: str, span: Span) -> bool:
    words = sentence[span[0] : span[1]].split()
    return 0 < len(words) <= LONGEST_THING and len(words) < len(sentence.split()) / 2


def _find_values(wanted: Wanted, text: str) -> list[Value]:
    if wanted is Wanted.NUMBER:
        return find_numbers(text)
    if wanted is Wanted.DATE:
        return find_dates(text)
    if wanted in (Wanted.PERSON, Wanted.PLACE):
        return find_names(text)
    return []


def _support(value: Value, sentence: str, terms: Sequence[str], analyze: Analyze) -> float:
    """Return how much of the question stands near a value: what is counted right after it, the rest
    in its clause, each term the less the farther away it is."""
    head = terms[:1]
    following = WORD.findall(sentence[value.end :])[:NEAR]
    counted = [term for word in following for term in analyze(word)]
    score = 1.5 if head and head[0] in counted else 0.0
    before, after = sentence[: value.start], sentence[value.end :]
    starts = [match.end() for match in CLAUSE_END.finditer(before)]
    ends = [match.start() for match in CLAUSE_END.finditer(after)]
    clause_start = starts[-1] if starts else 0
    clause_end = value.end + (ends[0] if ends else len(after))
    for match in WORD.finditer(sentence):
        if any(term in terms for term in analyze(match.group())):
            distance = max(value.start - match.end(), match.start() - value.end, 0)
            inside = clause_start <= match.start() < clause_end
            score += (1.0 if inside else 0.3) / (1 + distance / 40)
    return score
