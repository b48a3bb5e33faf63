"""What kind of answer a question wants, as far as its wording tells. English."""

import re
from enum import StrEnum


class Wanted(StrEnum):
    """A kind of answer."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    MANNER = "manner"
    YES_OR_NO = "yes or no"
    THING = "thing"


# First match wins. The words are those that open a question or stand in the middle of a longer one.
PATTERNS: tuple[tuple[Wanted, re.Pattern[str]], ...] = tuple(
    (wanted, re.compile(pattern, re.IGNORECASE))
    for wanted, pattern in (
        (
            Wanted.NUMBER,
            r"\bhow (?:many|much|long|old|far|big|large|high|tall|often|fast|deep|wide|heavy)\b"
            r"|\b(?:what|which) (?:is the |was the |are the )?(?:total |exact )?"
            r"(?:number|amount|percentage|share|proportion|sum|figure|total|price|cost|budget|population|size|rate|fee)\b"
            r"|^(?:number|amount|count|total) of\b",
        ),
        (
            Wanted.DATE,
            r"\bwhen\b|\b(?:what|which) (?:exact )?(?:year|date|day|month|period|time)s?\b|\bhow recently\b"
            r"|^(?:the )?(?:exact )?(?:year|date|day|month) (?:of|in|on|when|that)\b",
        ),
        (
            Wanted.REASON,
            r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|are|were) the (?:reason|purpose|aim|objective)s?\b"
            r"|\bfor what (?:reason|purpose)\b",
        ),
        (Wanted.PERSON, r"\bwho(?:m|se)?\b|\bwhich person\b"),
        (
            Wanted.PLACE,
            r"\bwhere\b|\b(?:what|which) (?:city|country|countries|town|place|region|continent|building|venue)s?\b",
        ),
        (Wanted.MANNER, r"^(?:and |but |so )?how\b|\bin what way\b"),
        (
            Wanted.YES_OR_NO,
            r"^(?:and |but |so )?"
            r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b",
        ),
    )
)

NUMERAL = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)"
# Words in -s that are no plurals.
SINGULAR = r"(?!(?:is|was|has|does|this|its|us|as|status|process|address|access|business|basis|crisis|progress|news)\b)"
PLURAL = rf"{SINGULAR}[a-z]{{2,}}(?:[^s\W]s|ies|children|people|women|men)\b"
SEVERAL = re.compile(
    rf"^(?:and |but |so |please |can you |could you )*(?:list|name (?:all|every|the {NUMERAL}|{NUMERAL})|enumerate)\b"
    rf"|\b(?:what|which|whose|the) (?:[\w’'-]+ )?{NUMERAL} (?:\w+ ){{0,2}}?{PLURAL}"
    r"(?! (?:after|before|ago|later|long|old)\b)"
    rf"|\b(?:what|which|who) (?:are|were) (?:the |all |these |its |their )?(?:[\w’'-]+ ){{0,3}}?{PLURAL}"
    rf"|\bwhich (?:[\w’'-]+ ){{0,2}}?{PLURAL}(?! (?:is|was|has|does)\b)"
    rf"|\bwhat {PLURAL} (?:are|were|have|did|do|can|must|may|should|will)\b"
    r"|\bwhat (?:all|else)\b|\b(?:kinds|sorts|types) of\b",
    re.IGNORECASE,
)

FUNCTION_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between both but by can could
    did do does doing down during each else ever exactly few for from further get got had has have having he her here
    hers him his how i if in into is it its itself just kind let like long made make many may me might more most much
    must my name named no nor not now of off on once one only onto or other our out over own please per rather really
    same say says said she should show so some sort such take taken tell than that the their theirs them then there
    these they thing things this those through to too under until up upon us very was we were what whatever when where
    whether which while who whom whose why will with within without would yes yet you your whats""".split()
)


def find_wanted(question: str) -> Wanted:
    """Return the kind of answer that a question wants; a thing where nothing more can be told."""
    text = question.strip()
    return next((wanted for wanted, pattern in PATTERNS if pattern.search(text)), Wanted.THING)


def asks_for_several(question: str) -> bool:
    """Return whether a question asks for more than one thing, as far as its wording tells."""
    return SEVERAL.search(question) is not None and find_wanted(question) not in (Wanted.NUMBER, Wanted.REASON)


TIME = re.compile(
    r"\b(?:1[5-9]|20)\d{2}\b|\b(?:first|last|previous|earlier|earliest|former|original|initial|then|before|past|ago)\b"
    r"|\b(?:no|number|version|edition|issue|update)\.? ?\d",
    re.IGNORECASE,
)


def names_time(question: str) -> bool:
    """Return whether a question names a time or a version of its own, so that it does not ask for the newest."""
    return TIME.search(question) is not None


SAID = (
    r"(?:said|says|spoke|speaks|told|tells|warned|warns|praised|praises|called|calls|described|describes|stressed|urged|"
    r"thanked|promised|argued|argues|claimed|claims|announced|insisted|noted|pointed out|predicted|compared|complained|"
    r"mentioned|expressed|declared|stated|asked|asks|welcomed|admitted|explained|quoted|likened|voiced)"
)
WHO_SAID = re.compile(
    rf"^(?:and |but |so )?who (?:was it (?:that|who) |else |first )?(?:has |had )?{SAID}\b"
    r"(?: (?:of|about|that|on|for))?\b",
    re.IGNORECASE,
)


def ask_for_words(question: str) -> str | None:
    """Return the question for what was said, of one for who said it; None of any other.

    Whose words a text is stands above it, not in it: a speech does not answer "who", but holds what was said.

    >>> ask_for_words("Who spoke of a year like no other?")
    'What was said about a year like no other?'
    """
    match = WHO_SAID.match(question.strip())
    rest = question.strip()[match.end() :].strip() if match else ""
    return f"What was said about {rest}" if rest.strip("?!. ") else None


def is_function_word(word: str) -> bool:
    """Return whether a word, in lower case, says nothing about the subject of a question."""
    return word in FUNCTION_WORDS or word.replace("’", "'").removesuffix("'s") in FUNCTION_WORDS
