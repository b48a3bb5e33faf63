"""Follow-up questions: made complete from what was asked before. English.

"And the one on migrants?" after "How many parties does the Firearms Protocol have?" asks how many
parties the one on migrants has. The words are the person's own; none is invented.
"""

import re
from collections.abc import Sequence

from assistant.question import Turn
from assistant.values import find_dates, find_names
from assistant.wanting import is_function_word

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
ELLIPSIS = re.compile(
    r"^(?:(?:and|but|so|or|also|ok(?:ay)?|now)[, ]+)?(?:(?:what|how) about|(?:what )?of|and|for|in|on|to|by|with|from)?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
OPENS_ELLIPSIS = re.compile(r"^(?:(?:and|but|so|or|also)\b|(?:what|how) about\b)", re.IGNORECASE)
ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|"
    r"would|should|may|must|tell|list|name|give|explain|describe)\b",
    re.IGNORECASE,
)
BARE = re.compile(r"^(?:and |but )?(?P<word>why|when|where|who|how|how many|how much|how come|since when|by whom)(?: (?:so|not|is that|was that|exactly))?\W*$", re.IGNORECASE)
PRONOUN = re.compile(
    r"\b(?:(?P<possessive>its|their|his|her)|it|they|them|he|she|him|this|that|these|those|there|the (?:former|latter)|"
    r"(?:this|that|the same) (?:one|protocol|treaty|convention|operation|programme|document|meeting|event|person|figure))\b"
    r"(?! (?:the|a|an|of|is|are|was|were)? ?\b(?:that|which)\b)",
    re.IGNORECASE,
)
CONJUNCTION_THAT = re.compile(r"\b(?:said|say|says|show|shows|shown|so|know|think|mean|means|fact|told|tell) that\b", re.IGNORECASE)
ONE = re.compile(r"\b(?:the|this|that|which|the other|another) ones?\b|\bones\b", re.IGNORECASE)


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it leaves out, as far as the conversation tells; itself where it
    stands alone or there is nothing before it."""
    asked = [turn.content for turn in history if turn.role == "user"]
    completed = ""
    for text in [*asked[-4:], question]:
        completed = _complete_once(text.strip(), completed) if completed else text.strip()
    return completed


def _complete_once(question: str, before: str) -> str:
    bare = BARE.match(question)
    if bare:
        return _ask_again(bare["word"], before)
    rest = _read_ellipsis(question)
    if rest is not None:
        return _put_into(rest, before)
    return _replace_pronoun(question, before)


def _ask_again(word: str, before: str) -> str:
    """Return the earlier question with another question word in front of it."""
    stripped = re.sub(r"^(?:and |but )?(?:who|what|when|where|why|how (?:many|much)|how)\b\s*", "", before, flags=re.IGNORECASE)
    return f"{word.capitalize()} {stripped}" if stripped else before


def _read_ellipsis(question: str) -> str | None:
    """Return the part of the question that takes another's place, None where it is a whole question."""
    match = ELLIPSIS.match(question)
    rest = match["rest"].strip(" ?.!") if match else ""
    words = WORD.findall(rest)
    if not rest or len(words) > 9:
        return None
    opens = OPENS_ELLIPSIS.match(question) is not None
    if ASKS.search(rest) and not (opens and len(words) <= 3):
        return None
    return rest if opens or len([word for word in words if not is_function_word(word.lower())]) <= 3 else None


def _put_into(rest: str, before: str) -> str:
    """Return the earlier question with its part of the same kind replaced."""
    finder = find_dates if find_dates(rest) else find_names
    parts = [value for value in finder(before) if value.start > 0]
    if not parts:
        return f"{before.rstrip(' ?.!')}, {rest}?"
    # The longest part is what the question is about; a year or date is replaced by a year or date.
    part = max(parts, key=lambda value: (value.end - value.start, value.start))
    start = part.start
    article = re.search(r"\b(?:the|a|an) $", before[:start], re.IGNORECASE)
    if article and re.match(r"(?:the|a|an|this|that)\b", rest, re.IGNORECASE):
        start = article.start()
    return before[:start] + rest + before[part.end :]


def _replace_pronoun(question: str, before: str) -> str:
    subject = find_subject(before)
    if subject is None:
        return question
    hidden = [match.span() for match in CONJUNCTION_THAT.finditer(question)]
    for match in PRONOUN.finditer(question):
        if any(start <= match.start() < end for start, end in hidden):
            continue
        if match.group().lower() in ("that", "this", "these", "those") and _stands_before_noun(question, match.end()):
            continue
        replacement = f"{subject}’s" if match["possessive"] else subject
        return question[: match.start()] + replacement + question[match.end() :]
    if ONE.search(question) or not [word for word in WORD.findall(question) if not is_function_word(word.lower())]:
        return f"{question.rstrip(' ?.!')} ({before.rstrip(' ?.!')})?"
    return question


def _stands_before_noun(question: str, end: int) -> bool:
    following = WORD.match(question[end:].lstrip())
    return following is not None and not is_function_word(following.group().lower())


def find_subject(question: str) -> str | None:
    """Return what a question is about: its longest name, else its longest run of content words."""
    names = [value for value in find_names(question) if value.start > 0 or " " in value.text]
    names = [value for value in names if not is_function_word(value.text.lower())]
    if names:
        best = max(names, key=lambda value: (len(value.text), value.start))
        article = re.search(r"\bthe $", question[: best.start], re.IGNORECASE)
        return f"the {best.text}" if article else best.text
    runs: list[str] = []
    for piece in re.split(r"[^\w’'-]+", question):
        if piece and not is_function_word(piece.lower()):
            runs[-1:] = [f"{runs[-1]} {piece}".strip()] if runs else [piece]
        else:
            runs.append("")
    longest = max((run for run in runs if run), key=len, default="")
    return longest or None
