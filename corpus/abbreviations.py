"""Abbreviations that a text explains itself: "Trafficking in Persons (TIP)", "SOM (smuggling of migrants)".

After Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

ENCLOSED = re.compile(r"\((?:hereinafter |hereafter |the |or )?[“\"']?([^()“”\"']{2,90}?)[”\"']?\)")
SHORT = re.compile(r"(?=.{2,12}$)(?=.*[^\W\d_].*[^\W\d_])(?=.*[A-Z].*[A-Z])[^\W_][\w.&/-]*")
BEFORE = re.compile(r"[^()\n.;:!?]*$")
SHORT_BEFORE = re.compile(r"(?<![\w-])([^\W_][\w.&/-]{1,11})\s*$")
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
MOST_WORDS = 6  # Of a long form beyond the letters of the short one.


class Definition(NamedTuple):
    """An abbreviation and what it stands for, as one text has it."""

    short: str
    long: str
    start: int
    """Of the long form, in characters of the text."""
    end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """Yield the abbreviations that a text explains in parentheses, in reading order."""
    for match in ENCLOSED.finditer(text):
        inside = match.group(1).strip()
        before = BEFORE.search(text, 0, match.start())
        if before is None:
            continue
        if SHORT.fullmatch(inside):
            span = _find_long(inside, text, before.start(), match.start())
            if span is not None:
                yield Definition(inside, text[span[0] : span[1]], *span)
        else:
            short = SHORT_BEFORE.search(text, before.start(), match.start())
            if short and SHORT.fullmatch(short.group(1)):
                start = match.start(1)
                span = _find_long(short.group(1), text, start, start + len(inside))
                if span is not None and span[0] == start:
                    yield Definition(short.group(1), inside, start, start + len(inside))


def _find_long(short: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the words before `end` that an abbreviation stands for, as few as can be.

    Words behind the one that its last letter begins are left out: the "Protocol" of "Smuggling of Migrants
    Protocol (SOM)".
    """
    letters = [character.lower() for character in short if character.isalnum()]
    words = list(WORD.finditer(text, start, end))[-(len(letters) + MOST_WORDS) :]
    if len(words) < 2:
        return None
    place = end = words[-1].end()
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= words[0].start() and not (
            text[place].lower() == letters[number] and (number > 0 or any(word.start() == place for word in words))
        ):
            place -= 1
        if place < words[0].start():
            return None
        if number == len(letters) - 1 and any(word.start() == place for word in words):
            end = next(word.end() for word in words if word.end() > place)
    # "Fund for Rural Roads (FRR)" begins with its own capital, not with the nearest word in f-.
    capital = [word.start() for word in words if word.end() < place][-2:]
    if short[0].isupper() and text[place].islower():
        place = next((start for start in reversed(capital) if text[start] == short[0]), place)
    long = text[place:end]
    if len(WORD.findall(long)) < 2 or short.lower() in map(str.lower, WORD.findall(long)):
        return None
    return place, end
