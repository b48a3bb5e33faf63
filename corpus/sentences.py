"""Where sentences start and end."""

from functools import lru_cache

import sentencex

Span = tuple[int, int]


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
            spans.append((first, first + len(stripped)))
    return tuple(spans)
