"""Follow-up questions: made complete from what was said before. English.

"And the one on migrants?" after "How many parties does the Firearms Protocol have?" asks how many
parties the one on migrants has. Where the place of what is missing is plain, it is put there by rules; where it
is not, the words that the question probably means stand behind it in brackets. All words are those of the
conversation; none is invented. A turn that was declined contributes nothing.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from assistant.answer import DECLINED
from assistant.question import Turn
from assistant.selecting import list_terms, select, show_terms
from assistant.values import find_dates, find_names
from assistant.wanting import is_function_word

REMEMBERED = 4  # Earlier questions that count.
LONGEST_ELLIPSIS = 8  # Words.
LEAST_BRACKETED = 0.2  # Probability of a term that stands behind a question that is plainly incomplete,
LEAST_ALONE = 0.7  # or behind one that seems to stand alone
MOST_ALONE = 3  # and has no more content words than this.

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
OPENING = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|well)\b[,.]?\s*)+", re.IGNORECASE)
ELLIPSIS = re.compile(r"^(?:(?:what|how) about|of|for|in|on|to|by|with|from)\b\s*", re.IGNORECASE)
ABOUT = re.compile(r"^(?:what|how) about\b", re.IGNORECASE)
ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|"
    r"would|should|may|must|tell|list|give|explain|describe|show)\b",
    re.IGNORECASE,
)
BARE = re.compile(r"^(?P<word>why|when|where|who|how|how many|how much|how come|since when)\W*$", re.IGNORECASE)
QUESTION_WORDS = re.compile(
    r"^(?:who|what|when|where|why|how (?:many|much|long|often)|how|which)\b\s*"
    r"(?:is|are|was|were|do|does|did|has|have|had)?\b\s*",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:(?P<possessive>its|their|his|her)|it|they|them|he|she|him|"
    r"(?:this|that|the same) (?:one|protocol|treaty|convention|operation|programme|document|meeting|event|person)|"
    r"(?:this|that|these|those)(?=\s*(?:[?.!,]|$|\b(?:is|was|were|are|did|does|do|has|have|had|will|can)\b)))\b",
    re.IGNORECASE,
)
NEW_SUBJECT = re.compile(
    r"^(?:now )?(?:something else|another (?:question|topic|subject)|new topic|changing the subject)\b", re.IGNORECASE
)
COUNTED = re.compile(
    r"^how (?:many|much) (?P<counted>(?:[\w’'-]+ ){1,5}?)"
    r"(?=(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
COUNTS = re.compile(r"^how (?:many|much)\b", re.IGNORECASE)
DETERMINED = re.compile(r"\b(?:the|a|an|this|that|these|those|its|their|his|her|ones?)\b", re.IGNORECASE)
CLAUSE = re.compile(r"\b(?:and|but|or|when|if|because|before|after|while)\b|[,;:]", re.IGNORECASE)
DUMMY_IT = re.compile(
    r"\b(?:is|was) it (?:true|possible|necessary|likely|allowed|planned|sure|known)\b"
    r"|\bit (?:is|was) (?:true|possible|necessary|likely) that\b",
    re.IGNORECASE,
)


class Completed(NamedTuple):
    """A question as rules complete it."""

    text: str
    how: Literal["alone", "bracketed", "replaced"]
    """Whether it stands alone, has words behind it, or words in the place of what it leaves out."""


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leaves out, as far as the conversation tells; the question
    itself where it stands alone or nothing was asked before it."""
    question = question.strip()
    turns = _drop_declined(history)
    if not any(turn.role == "user" for turn in turns):
        return question
    ruled = complete_by_rules(question, turns)
    whole = ruled.how == "alone" and len(list_terms(question)) > MOST_ALONE
    if ruled.how == "replaced" or whole or NEW_SUBJECT.match(question):
        return ruled.text
    least = LEAST_BRACKETED if ruled.how == "bracketed" else LEAST_ALONE
    terms = {term for term, probability in select(question, turns, ruled.text).items() if probability >= least}
    shown = ", ".join(show_terms(terms, turns))
    return f"{question} ({shown})" if shown else ruled.text


def complete_by_rules(question: str, history: Sequence[Turn]) -> Completed:
    """Return the question with what it leaves out, as far as rules tell."""
    completed = ""
    person: str | None = None
    for turn in history[-2 * REMEMBERED :]:
        if turn.role == "user":
            completed = _complete_once(turn.content.strip(), completed, person)
        else:
            person = _find_person(turn.content) or person
    question = question.strip()
    text = _complete_once(question, completed, person)
    bracketed = text.startswith(f"{question} (")
    return Completed(text, "alone" if text == question else "bracketed" if bracketed else "replaced")


def _drop_declined(history: Sequence[Turn]) -> list[Turn]:
    """Return the turns without the questions that were declined and what was said to them."""
    kept: list[Turn] = []
    for turn in history:
        if turn.role == "assistant" and turn.content.startswith(DECLINED):
            if kept and kept[-1].role == "user":
                kept.pop()
        else:
            kept.append(turn)
    return kept


def _complete_once(question: str, before: str, person: str | None) -> str:
    if not before or NEW_SUBJECT.match(question):
        return question
    opened = OPENING.match(question)
    stripped = question[opened.end() :] if opened else question
    bare = BARE.match(stripped)
    if bare:
        return _bracket(question, before)
    rest = _read_ellipsis(stripped, opened is not None)
    if rest is not None:
        return _count_instead(stripped, rest, before) or _put_into(rest, before)
    return _replace_pronoun(question, before, person)


def _read_ellipsis(question: str, opened: bool) -> str | None:
    """Return the part of the question that takes another's place, None where it is a whole question."""
    match = ELLIPSIS.match(question)
    rest = question[match.end() :] if match else question
    rest = rest.strip(" ?.!,")
    words = WORD.findall(rest)
    if not words or len(words) > LONGEST_ELLIPSIS or ASKS.search(rest) or PERSON.search(rest):
        return None
    return rest if opened or match else None


def _count_instead(question: str, rest: str, before: str) -> str | None:
    """Return the earlier question with other things counted in it: "And witnesses?" after "How many judges spoke?"."""
    placed = ELLIPSIS.match(question) and not ABOUT.match(question)
    if not COUNTS.match(before) or placed or not rest[0].islower() or DETERMINED.search(rest) or find_dates(rest):
        return None
    counted = COUNTED.match(before)
    if counted is None:
        return f"{before.rstrip(' ?.!')}: {rest}?"
    return f"{before[: counted.start('counted')]}{rest} {before[counted.end('counted') :]}"


def _put_into(rest: str, before: str) -> str:
    """Return the earlier question with its part of the same kind replaced, or the part added to it."""
    dated = bool(find_dates(rest))
    parts = [(value.start, value.end) for value in find_dates(before)] if dated else _list_names(before)
    if not parts or (len(parts) > 1 and not dated):
        return f"{before.rstrip(' ?.!')}: {rest}?"
    start, end = parts[-1]
    article = re.search(r"\b(?:the|a|an) $", before[:start], re.IGNORECASE)
    if article and re.match(r"(?:the|a|an|this|that)\b", rest, re.IGNORECASE):
        start = article.start()
    return before[:start] + rest + before[end:]


def _replace_pronoun(question: str, before: str, person: str | None) -> str:
    pronoun = PRONOUN.search(question)
    names = _list_names(before)
    own = bool(_list_names(question))
    if pronoun is None:
        content = [word for word in WORD.findall(question) if not is_function_word(word.lower())]
        return question if own or len(content) > 2 or find_dates(question) else _bracket(question, before)
    if DUMMY_IT.search(question) or _names_before(question, pronoun.start()):
        return question
    subject: str | None = None
    if PERSON.fullmatch(pronoun.group()):
        subject = person
    elif len(names) == 1 and not pronoun.group().lower().startswith(("they", "them", "these", "those", "their")):
        start, end = names[0]
        article = "the " if re.search(r"\bthe $", before[:start], re.IGNORECASE) else ""
        subject = article + before[start:end]
    if subject is None:
        return _bracket(question, before)
    ending = "’s" if pronoun["possessive"] else ""
    return question[: pronoun.start()] + subject + ending + question[pronoun.end() :]


def _names_before(question: str, place: int) -> bool:
    """Return whether an earlier clause of the same question names what a pronoun stands for."""
    return any(end < place and CLAUSE.search(question, end, place) for _, end in _list_names(question))


def _bracket(question: str, before: str) -> str:
    """Return the question with the content of the earlier one behind it."""
    words = " ".join(re.sub(r"[?()]", " ", QUESTION_WORDS.sub("", before)).split()).strip(" .!")
    return f"{question} ({words})" if words else question


def _list_names(text: str) -> list[tuple[int, int]]:
    """Return the spans of the names that a question may be about: of several words, if there are such.

    Question words that a capital makes look like names are left out.
    """
    spans = []
    for value in find_names(text):
        words = list(re.finditer(r"\S+", value.text))
        while words and is_function_word(words[0].group().lower()):
            words.pop(0)
        if words:
            end = value.end - (2 if value.text.endswith(("’s", "'s")) else 0)
            spans.append((value.start + words[0].start(), end))
    return [(start, end) for start, end in spans if " " in text[start:end]] or spans


def _find_person(answer: str) -> str | None:
    """Return the name that an earlier answer leads with."""
    lead = answer.split("\n", 1)[0]
    names = [lead[start:end] for start, end in _list_names(lead)]
    return names[0] if names and len(lead) < 80 else None
