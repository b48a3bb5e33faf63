"""What a text says about itself: its title, kind, date and speaker."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from corpus.document import Block, BlockKind
from corpus.lines import is_capitals

HEAD_BLOCKS = 8  # A text names itself in its first lines or not at all.
LONGEST_TITLE = 200  # Characters.
DATELINE = 60  # Characters at the start of a release that can hold place and date.
TITLE_SEPARATOR = " – "

# First match wins, so the more telling words stand first.
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("press release", r"\b(?:press|media|news) (?:release|communiqu[eé])\b|\bfor immediate release\b"),
        ("transcript", r"\btranscript\b|\bpodcast\b|\binterview\b|\bpress (?:conference|call|breakfast|briefing)\b"),
        ("statement", r"\b(?:keynote|statement|speech|opening address|address (?:by|of|on)|remarks|lecture|message)\b"),
        ("fact sheet", r"\b(?:\w+ )?sheet\b|\bfact ?(?:sheet|file)\b"),
        ("background", r"\bbackground\b|\bachievements\b|\bat a glance\b|\bin figures\b|\bwho we are\b"),
        ("report", r"\breport\b"),
        ("minutes", r"\bminutes\b"),
    )
)
GREETING = re.compile(r"\b(?:ladies and gentlemen|excellencies|dear (?:colleagues|friends|guests))\b", re.IGNORECASE)

MONTHS = tuple(calendar.month_name[1:])
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)}),?\s+(\d{{4}})\b", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")

WORD = r"[A-Z][\w'’-]+"
FORM = r"(?:Dr|Mr|Ms|Mrs|Prof|Professor|Judge|Ambassador|President|Sir|Dame)\.?"
NAME = rf"(?:{FORM} )?(?:{WORD} ){{1,3}}{WORD}"
OFFICE = r"(?:President|Director|Chair|Secretary|Mayor|Minister|Head|Chief|Judge|Commissioner|Registrar|Governor)"
SPEECH = r"\b(?:[Kk]eynote|[Ss]tatement|[Ss]peech|[Aa]ddress|[Rr]emarks|[Mm]essage)\b"
SPEAKERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{SPEECH}[^,]*? (?:by|of|from) (?P<name>{NAME})(?:,|$)",
        rf"^(?P<name>(?:Dr|Prof|Professor|Judge|Ambassador)\.? (?:{WORD} ){{1,3}}?{WORD})(?:,|$)",
        rf"^(?P<name>{NAME}), (?:[\w ]+ )?{OFFICE}\b",
        rf"{SPEECH} of the [\w ]+, (?P<name>{NAME})(?:,|$| [A-Z])",
    )
)


class Description(NamedTuple):
    """What could be read from a text about itself."""

    title: str | None
    kind: str
    published: date | None
    speaker: str | None


def describe(text: str, blocks: Sequence[Block]) -> Description:
    """Return what the first lines of a text say about it."""
    lines = [(block.kind, text[block.start : block.end]) for block in blocks[:HEAD_BLOCKS]]
    short = [line for kind, line in lines if kind is not BlockKind.PARAGRAPH and len(line) <= LONGEST_TITLE]
    sort = next((name for name, pattern in KINDS for line in short if pattern.search(line)), "document")
    if sort in ("document", "background") and any(GREETING.search(line) for _, line in lines):
        sort = "statement"
    released = [line[:DATELINE] for kind, line in lines if kind is BlockKind.PARAGRAPH and sort == "press release"]
    return Description(_find_title(lines), sort, _find_date(short + released), _find_speaker(short, sort))


def _find_title(head: Sequence[tuple[BlockKind, str]]) -> str | None:
    """Return the lines above the text, at most two: sheets of a series differ in the second."""
    parts: list[str] = []
    for kind, line in head:
        named = kind in (BlockKind.HEADING, BlockKind.LINE) or (kind is BlockKind.LABEL and is_capitals(line))
        if not named or len(line) > LONGEST_TITLE or line.endswith(","):
            if parts:
                break
            if kind is not BlockKind.LABEL:
                continue
        says_only_kind = any(pattern.fullmatch(line) for _, pattern in KINDS)
        if not says_only_kind and _find_date([line]) is None:
            parts.append(line)
    return TITLE_SEPARATOR.join(parts[:2]) or None


def _find_date(lines: Sequence[str]) -> date | None:
    for line in lines:
        for pattern, order in ((DAY_FIRST, "%d %B %Y"), (MONTH_FIRST, "%B %d %Y"), (ISO, "%Y %m %d")):
            match = pattern.search(line)
            if match:
                try:
                    return datetime.strptime(" ".join(match.groups()), order).date()
                except ValueError:
                    continue
    return None


def _find_speaker(lines: Sequence[str], sort: str) -> str | None:
    if sort != "statement":
        return None
    matches = (pattern.search(line) for pattern in SPEAKERS for line in lines)
    return next((match["name"] for match in matches if match), None)
