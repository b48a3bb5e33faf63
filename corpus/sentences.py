"""Where sentences start and end."""

import re
from functools import lru_cache

import sentencex

Span = tuple[int, int]

# The segmenter ends a sentence at some of these; what follows them is always more of it.
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|H\.E|No|Art|art|vs|cf|e\.g|i\.e)\.$")
NUMBER = re.compile(r"^\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)]$")  # Of an item or a paragraph: it belongs to what it numbers.


@lru_cache(maxsize=4096)
def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    """Return the spans of a paragraph's sentences, without the white space between them."""
    spans: list[Span] = []
    start = 0
    for piece in sentencex.segment(language, text):
        place = text.index(piece, start)
        start = place + len(piece)
        stripped = piece.strip()
        if stripped:
            first = place + len(piece) - len(piece.lstrip())
            before = text[slice(*spans[-1])] if spans else ""
            if TITLE.search(before) or NUMBER.match(before):
                spans[-1] = (spans[-1][0], first + len(stripped))
            else:
                spans.append((first, first + len(stripped)))
    return tuple(spans)
