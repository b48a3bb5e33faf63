"""Reading Markdown: the text without its marks, with its headings, lists and tables kept apart."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.document import BlockKind
from corpus.lines import ends_sentence, is_label, is_link
from corpus.parsing import Part
from corpus.tables import describe_rows

BREAKS = frozenset({"softbreak", "hardbreak"})
TEXTS = frozenset({"text", "text_special", "code_inline", "html_inline", "image"})


def read_markdown(source: str) -> list[Part]:
    """Return the parts of a Markdown text: text, kind and heading level, in reading order.

    A row of a table becomes a line: "Label: value" where the table has two columns and no heading,
    otherwise "Column: value; column: value".
    """
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(source)
    return list(_walk(tokens))


def _walk(tokens: Sequence[Token]) -> Iterator[Part]:
    place, items, number = 0, 0, ""
    while place < len(tokens):
        token = tokens[place]
        if token.type == "table_open":
            end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
            yield from _read_table(tokens[place:end])
            place = end
        elif token.type == "heading_open":
            yield _read_inline(tokens[place + 1]).replace("\n", " "), BlockKind.HEADING, int(token.tag[1])
            place += 1
        elif token.type == "list_item_open":
            items += 1
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "list_item_close":
            items -= 1
        elif token.type == "inline":
            text = _read_inline(token)
            yield (text, None, 0) if not items else (number + text.replace("\n", " "), BlockKind.ITEM, 0)
            number = ""  # A second paragraph of an item has none.
        elif token.type in ("fence", "code_block"):
            yield token.content, None, 0
        place += 1


def _read_inline(token: Token) -> str:
    """Return the text without its marks, soft-broken lines of running text joined.

    Markdown means a space by a soft break. Writers do not always: lines of an address, of a head or
    of "Label: value" stay apart.
    """
    lines, breaks = [""], []
    for child in token.children or ():
        if child.type in TEXTS:
            lines[-1] += child.content
        elif child.type in BREAKS:
            lines.append("")
            breaks.append(child.type)
    prose = ends_sentence(lines[-1])
    text = lines[0]
    for kind, (line, following) in zip(breaks, pairwise(lines), strict=True):
        joined = kind == "softbreak" and prose and not _stand_alone(line, following)
        text += (" " if joined else "\n") + following
    return text


def _stand_alone(*lines: str) -> bool:
    return any(is_label(line) or is_link(line) for line in lines)


def _read_table(tokens: Sequence[Token]) -> Iterator[Part]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_read_inline(token).replace("\n", " ").strip())
    yield from describe_rows(rows)
