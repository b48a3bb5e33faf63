"""From the text of a file to the text of a document: one paragraph, one line.

Files come with hard line breaks, words cut by hyphens, tabs between words, a blank line behind every
line, pages that end inside a sentence. Whether two lines belong together is decided by what can be
seen: whether the first is full (the next word did not fit on it), whether a sentence is open at its
end, how the second starts, and whether blank lines mean anything in that stretch of text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from corpus.hyphenation import Lexicon, count_words, load_lexicon, rejoin
from corpus.lines import (
    ends_sentence,
    ends_with_connective,
    has_content,
    has_page_number,
    is_capitals,
    is_item,
    is_label,
    is_link,
    read_running_head,
    starts_with_connective,
)

NARROWEST, WIDEST = 40, 200  # Characters in a hard-wrapped line; outside, breaks are the writer's.
FULL_LINES = 3  # So many lines of about the same length show that they were wrapped there.
NEIGHBOURS = 12  # Lines to each side that tell the local line width and the local use of blank lines.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
BROKEN_WORD = re.compile(r"([^\W_]+)-$")
FIRST_WORD = re.compile(r"^[^\W_]+")


class Line(NamedTuple):
    """A line with something on it, and how many blank lines stand before it."""

    text: str
    blanks: int


class Setting(NamedTuple):
    """How the lines around a place are set."""

    width: int
    """Longest line nearby in characters; 0 where lines are not hard-wrapped."""
    doubled: bool
    """Whether blank lines follow most lines, and so mean nothing."""


class RunningHeads(NamedTuple):
    """Short lines of a text by what they say but for a page number at their end."""

    counts: Mapping[str, int]
    """How often each stands in the text."""
    numbered: Set[str]
    """Those that stand with a page number at least once."""


def normalise(text: str, language: str = "en") -> str:
    """Return the text with one paragraph, heading, list item or "Label: value" a line.

    Paragraphs and headings are parted by a blank line; list items, labels, links and lines of an
    address that follow each other are not. Normalising twice changes nothing; no letter or digit is
    lost or added.
    """
    lexicon = load_lexicon(language)
    previous, current = text, _join(_read_lines(text), lexicon)
    while current != previous:
        previous, current = current, _join(_read_lines(current), lexicon)
    return current


def _read_lines(text: str) -> list[Line]:
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE))
    lines: list[Line] = []
    blanks = 0
    for raw in text.splitlines():
        line = " ".join(_printable(raw).split())
        if has_content(line):
            lines.append(Line(line, blanks))
            blanks = 0
        else:
            blanks += 1
    return lines


def _printable(line: str) -> str:
    return "".join(" " if unicodedata.category(character) in ("Cc", "Zs") else character for character in line)


def _join(lines: Sequence[Line], lexicon: Lexicon) -> str:
    """Return the lines joined into paragraphs, in one pass."""
    written = count_words("\n".join(line.text for line in lines))
    running_heads = _find_running_heads(lines)
    settings = [_describe_setting(lines, place) for place in range(len(lines))]
    paragraphs: list[str] = []
    separators: list[str] = []
    heads: list[str] = []  # Running heads inside the paragraph: they follow when it ends.
    last = ""  # The paragraph's last line as it stood in the file.
    place = 0
    while place < len(lines):
        line = lines[place]
        furniture = _count_furniture(lines, place, last, settings[place].width, running_heads) if paragraphs else 0
        if furniture:
            heads += [head.text for head in lines[place : place + furniture]]
            place += furniture
            line = lines[place]
        if paragraphs and (furniture or _belongs(paragraphs[-1], last, line.text, line.blanks, settings[place - 1])):
            paragraphs[-1] = _append(paragraphs[-1], line.text, written, lexicon)
        else:
            separators += ["\n\n"] * len(heads)
            paragraphs += heads
            separators.append(_separate(paragraphs[-1], line) if paragraphs else "")
            paragraphs.append(line.text)
            heads = []
        last = line.text
        place += 1
    separators += ["\n\n"] * len(heads)
    paragraphs += heads
    return "".join(separator + paragraph for separator, paragraph in zip(separators, paragraphs, strict=True))


def _separate(before: str, line: Line) -> str:
    """Return what stands between two paragraphs."""
    both = (before, line.text)
    if all(is_label(text) or is_link(text) or is_item(text) for text in both):
        return "\n"
    return "\n\n" if line.blanks > 0 or all(ends_sentence(text) for text in both) else "\n"


def _describe_setting(lines: Sequence[Line], place: int) -> Setting:
    around = lines[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
    lengths = [len(line.text) for line in around if not is_link(line.text)]
    longest = max(lengths, default=0)
    wrapped = NARROWEST <= longest <= WIDEST and sum(length > 0.75 * longest for length in lengths) >= FULL_LINES
    near = around[1:]
    doubled = len(near) > 3 and sum(line.blanks > 0 for line in near) >= 0.6 * len(near)
    return Setting(longest if wrapped else 0, doubled)


def _is_full(last: str, following: str, width: int) -> bool:
    """Return whether the next word did not fit on the line, with a little play for proportional type."""
    return width > 0 and len(last) + 1 + len(following.split()[0]) > 0.88 * width


def _belongs(paragraph: str, last: str, following: str, blanks: int, setting: Setting) -> bool:
    """Return whether a line goes on with the paragraph before it."""
    if is_link(following) or is_link(last) or is_item(following):
        return False
    if BROKEN_WORD.search(last) and FIRST_WORD.match(following):
        return True
    full = _is_full(last, following, setting.width)
    lower = following[0].islower()
    if is_label(paragraph):
        return lower and full and (blanks == 0 or setting.doubled) and not ends_sentence(last)
    if is_label(following) and not (full and ends_with_connective(last)):
        return False
    if is_capitals(last) or is_capitals(following):
        return is_capitals(last) and is_capitals(following) and blanks == 0 and not ends_sentence(last)
    if ends_sentence(last):
        return full and blanks == 0 and setting.width > 0
    if ends_with_connective(last):
        return True
    if lower:
        return blanks > 0 or full or 2 * len(last) > setting.width > 0 or starts_with_connective(following)
    return full and (blanks == 0 or setting.doubled or last.endswith(","))


def _find_running_heads(lines: Sequence[Line]) -> RunningHeads:
    short = [line.text for line in lines if len(line.text) < NARROWEST * 2]
    return RunningHeads(
        Counter(read_running_head(text) for text in short),
        frozenset(read_running_head(text) for text in short if has_page_number(text)),
    )


def _count_furniture(lines: Sequence[Line], place: int, last: str, width: int, running_heads: RunningHeads) -> int:
    """Return how many running heads and feet stand at a place, inside a sentence that goes on after them.

    They are short lines that end in a page number, or repeat one that does; the sentence before them
    is open, and the line after them starts in lower case.
    """
    if ends_sentence(last) or is_label(last) or 2 * len(last) < width:
        return 0
    end = place
    while end < len(lines) - 1 and _is_furniture(lines[end], width, running_heads):
        end += 1
    return end - place if end > place and lines[end].text[0].islower() else 0


def _is_furniture(line: Line, width: int, running_heads: RunningHeads) -> bool:
    if line.text[0].islower() or len(line.text) > 0.8 * max(width, NARROWEST):
        return False
    head = read_running_head(line.text)
    return head in running_heads.numbered and (running_heads.counts.get(head, 0) > 1 or line.blanks > 0)


def _append(paragraph: str, following: str, written: Mapping[str, int], lexicon: Lexicon) -> str:
    broken, first = BROKEN_WORD.search(paragraph), FIRST_WORD.match(following)
    if broken is None or first is None:
        separator = "" if paragraph.endswith("-") and not paragraph.endswith(" -") else " "
        return paragraph + separator + following
    start = paragraph.rfind(" ", 0, broken.start()) + 1
    left = paragraph[start:-1].lstrip("(\"'“‘[")
    kept = paragraph[: len(paragraph) - len(left) - 1]
    return kept + rejoin(left, first.group(), written, lexicon) + following[first.end() :]
