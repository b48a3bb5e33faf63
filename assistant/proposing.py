"""Questions that the texts themselves suggest. English; where nothing natural can be asked, nothing is.

Three things give a question: a line such as "Entry into force: ..." under the name of what it is about, a heading or
the opening of a paragraph that is a question already, and a sentence that says in passing who somebody or what
something is. Whether a question can be answered is not known here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from assistant.declining import REFERENCE
from assistant.values import find_dates
from corpus.document import Document
from corpus.lines import LABEL, is_capitals, is_label
from corpus.splitting import Passage

LONGEST_SUBJECT = 7  # Words; a longer name makes a question that nobody would type.
LEAST_MENTIONS = 2  # Of an abbreviation in its document; one that is only given is nothing to ask for.
QUESTION_WORDS = range(4, 15)  # How many words a question of the text's own may have.


class Proposal(NamedTuple):
    """A question and the part of a document that should answer it."""

    question: str
    sort: str
    """Questions of one sort are alike, and few of them are wanted."""
    document_id: str
    start: int
    end: int


class _Rule(NamedTuple):
    """What a line with a label answers, if its value is of the kind that is asked for."""

    label: re.Pattern[str]
    question: str
    holds: Callable[[str], bool]


def _opens_with_figure(value: str) -> bool:
    return re.match(r"\d[\d,.]*(?:$|[\s(;])", value) is not None and not find_dates(value[:5])


def _has_date(value: str) -> bool:
    return bool(find_dates(value))


PERSON = re.compile(r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?(?:[A-Z][\w’'-]+ ){1,3}[A-Z][\w’'-]+")


def _is_person(value: str) -> bool:
    return PERSON.fullmatch(value) is not None


def _rule(label: str, question: str, holds: Callable[[str], bool]) -> _Rule:
    return _Rule(re.compile(label, re.IGNORECASE), question, holds)


# First match wins.
RULES = (
    _rule(r"ent(?:ry|ered) into force", "When did {subject} enter into force?", _has_date),
    _rule(r"adopted(?: by .*)?", "When was {subject} adopted?", _has_date),
    _rule(r"(?:founded|established|launched|signed|built|completed)", "When was {subject} {label}?", _has_date),
    _rule(r"opened", "When did {subject} open?", _has_date),
    _rule(r"opened for signature", "When was {subject} opened for signature?", _has_date),
    _rule(
        r"(?:parties|signatories|members|member states|beds|moorings|employees|rooms|pages|wards|stations|seats|lights"
        r"|parking spaces|volunteers|students|schools|branches)",
        "How many {label} does {subject} have?",
        _opens_with_figure,
    ),
    _rule(
        r"(?:head|director|warden|president|chair|chairperson|manager|secretary-general|minister)",
        "Who is the {label} of {subject}?",
        _is_person,
    ),
)

OWN_QUESTION = re.compile(
    r"(?:how|what|when|where|which|who|why|can|may|is|are|do|does)\b[^?.!:“”\"]*\?", re.IGNORECASE
)
MARKS = re.compile(r"[*_#]+")
COMMON = re.compile(
    r"\b(?:convention|protocol|agreement|treaty|act|charter|union|clinic|hospital|bridge|conference|fund|museum|"
    r"court|commission|council|office|programme|register|park|network)$",
    re.IGNORECASE,
)
ACTION = re.compile(r"\b(?:Operation|Project|Programme|Initiative) [A-Z][\w-]+(?=\W|$)")
OFFICE = (
    r"(?:(?:Executive |Deputy |Managing |Vice[- ])?"
    r"(?:Director|President|Chair|Secretary|Mayor|Minister|Head|Chief|Judge|Commissioner|Governor|Ambassador))"
)
SOMEBODY = re.compile(rf"\b(?P<name>(?:[A-Z][\w’'-]+ ){{1,2}}[A-Z][\w’'-]+), (?:the |our )?{OFFICE}\b")
FORM = re.compile(r"^(?:Dr|Mr|Ms|Mrs|Prof)\.? ")
TITLED = re.compile(rf"{OFFICE} ")
SOMETHING = re.compile(r"\((?P<name>[A-Z][A-Za-z]{2,}[A-Z][A-Za-z]*)\)")


def propose(document: Document, passages: Sequence[Passage]) -> list[Proposal]:
    """Return questions that a document suggests, in reading order, each once.

    Args:
        passages: Of the document, in order.
    """
    if document.language != "en":
        return []
    found: dict[str, Proposal] = {}
    for place, passage in enumerate(passages):
        following = passages[place + 1] if place + 1 < len(passages) else None
        for proposal in (
            *_read_labels(document, passage),
            *_read_questions(document, passage, following),
            *_read_names(document, passage),
        ):
            found.setdefault(proposal.question.casefold(), proposal)
    return list(found.values())


def _read_labels(document: Document, passage: Passage) -> Iterator[Proposal]:
    subject = _name_subject(document, passage)
    for start, end in passage.sentences if subject else ():
        line = document.text[start:end]
        match = LABEL.match(line) if is_label(line) else None
        if match is None:
            continue
        label, value = match["label"].strip(), match["value"].strip()
        for rule in RULES:
            if rule.label.fullmatch(label) and rule.holds(value):
                question = rule.question.format(subject=subject, label=label.lower())
                yield Proposal(question, rule.question, document.id, start, end)
                break


def _name_subject(document: Document, passage: Passage) -> str | None:
    """Return what the lines of a passage are about: its heading, the treaty or the title, whichever can be named."""
    names = [*passage.headings[-1:], *(document.instruments if len(document.instruments) == 1 else ()), document.title]
    return next(filter(None, map(_name, names)), None)


def _name(text: str) -> str | None:
    """Return a title or heading as a question names it; None where that would be long or odd."""
    name = re.sub(r"\s*\([^)]*\)", "", text.rpartition(": ")[2]).strip(" .*")
    if is_capitals(name) and " " in name:
        return None  # Which of its words are names cannot be told.
    words = name.split()
    if not 0 < len(words) <= LONGEST_SUBJECT or not name[0].isupper() or name[-1] in "?!,;":
        return None
    if words[0].lower() == "the":
        return f"the {' '.join(words[1:])}"
    if len(words) == 1 and not is_capitals(name):
        return None
    return f"the {name}" if COMMON.search(name) and not re.search(r"[’']s\b", name) and not _is_place(words) else name


def _is_place(words: Sequence[str]) -> bool:
    """Return whether a name is that of one place among several, which stands without an article."""
    return words[-1].lower() in ("clinic", "park", "bridge", "court")


def _read_questions(document: Document, passage: Passage, following: Passage | None) -> Iterator[Proposal]:
    """Yield questions that the text answers itself: a heading over its passage, or a paragraph's first sentence."""
    heading = passage.headings[-1] if passage.headings else ""
    if _is_question(heading):
        yield Proposal(_tidy(heading), "own", document.id, passage.start, passage.end)
    for place, (start, end) in enumerate(passage.sentences):
        opens = start == 0 or document.text[start - 1] == "\n"
        asked = document.text[start:end]
        if opens and _is_question(asked) and place + 1 < len(passage.sentences):
            yield Proposal(_tidy(asked), "own", document.id, end, passage.end)


def _is_question(text: str) -> bool:
    plain = _tidy(text)
    return (
        OWN_QUESTION.fullmatch(plain) is not None
        and len(plain.split()) in QUESTION_WORDS
        and REFERENCE.search(plain) is None
        and re.search(r"\b(?:we|our|us|you|your|here|now)\b", plain, re.IGNORECASE) is None
    )


def _tidy(text: str) -> str:
    plain = " ".join(MARKS.sub("", text).split())
    return plain[:1].upper() + plain[1:]


def _read_names(document: Document, passage: Passage) -> Iterator[Proposal]:
    for start, end in passage.sentences:
        sentence = document.text[start:end]
        for match in SOMEBODY.finditer(sentence):
            if TITLED.match(match["name"]):
                continue  # "Ambassador Smith, President of the session": the office is known already.
            name = FORM.sub("", match["name"])
            if " " in name:
                yield Proposal(f"Who is {name}?", "who", document.id, start, end)
        for match in ACTION.finditer(sentence):
            yield Proposal(f"What was {match.group()}?", "what", document.id, start, end)
        for match in SOMETHING.finditer(sentence):
            if len(re.findall(rf"\b{match['name']}\b", document.text)) < LEAST_MENTIONS:
                continue
            yield Proposal(f"What is {match['name']}?", "what", document.id, start, end)
