"""Reading web pages: the article, not the menu."""

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.decoding import decode
from corpus.document import BlockKind
from corpus.errors import UnreadableFileError
from corpus.lines import has_content
from corpus.parsing import Parsed, Part, read_day, read_language
from corpus.tables import describe_rows, has_heads

LEAST_SHARE = 0.4  # Of a page's text that its main part has, or it is not the main part.
MOST_LINKED = 0.6  # Of a list's letters that are links, or it is a menu.
MENU_WORDS = 8  # Of a menu's entry.
NESTING = 250  # Elements in each other; deeper ones are left out.

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form header "
    "hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
) | frozenset(HEADINGS)
LEFT_OUT = frozenset(
    "audio button canvas datalist dialog embed head iframe input math menu nav noscript object option script select "
    "style svg template textarea video".split()
)
ROLES_LEFT_OUT = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"})
FRAME_WORDS = frozenset(
    "ad ads advert banner breadcrumb breadcrumbs comments consent cookie cookies footer masthead menu nav "
    "navbar navigation newsletter popup promo related share sharing sidebar social skip subscribe toolbar".split()
)
FRAMES = frozenset({"header", "footer", "aside", "form"})  # Around an article; inside of one they belong to it.
WORDS = re.compile(r"[a-z]+")
SPACES = re.compile(r"\s+")
CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "pubdate",
)
STATED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


def read_html(data: bytes, name: str) -> Parsed:
    """Return the article of a web page, and what the page says of it.

    Raises:
        UnreadableFileError: There is no page in it.
    """
    told = CHARSET.search(data[:2048])
    decoded = decode(data, name, told.group(1).decode("ascii", "ignore") if told else None)
    root = _parse(decoded.text, name)
    metas = _read_metas(root)
    main = _find_main(root)
    title = metas.get("og:title") or _read_title(root, main)
    stated = next((found.group(1) for script in root.iter("script") if (found := _find_date(script))), None)
    published = next((day for key in PUBLISHED if (day := read_day(metas.get(key)))), None) or read_day(stated)
    author = metas.get("author") or metas.get("dc.creator") or metas.get("article:author")
    return Parsed(
        list_parts(main),
        title=title,
        author=author if author and "//" not in author else None,
        published=published,
        language=read_language(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")),
        notices=[f"{name}: no encoding told, read as {decoded.guessed}"] if decoded.guessed else [],
    )


def read_chapter(data: bytes, name: str) -> list[Part]:
    """Return the parts of an XHTML file that is all text, such as a chapter of a book.

    Raises:
        UnreadableFileError: There is no page in it.
    """
    return list_parts(_parse(decode(data, name).text, name), whole=True)


def _parse(text: str, name: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableFileError(f"{name}: there is no page in it") from error
    return root


def _read_metas(root: html.HtmlElement) -> dict[str, str]:
    """Return what the head says, by name in lower case; the first of a name counts."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta", "time"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = SPACES.sub(" ", meta.get("content") or meta.get("datetime") or "").strip()
        if key and value:
            metas.setdefault(key.lower(), value)
    return metas


def _find_date(script: html.HtmlElement) -> re.Match[str] | None:
    return STATED_DATE.search(script.text or "") if "json" in (script.get("type") or "") else None


def _read_title(root: html.HtmlElement, main: html.HtmlElement) -> str | None:
    heads = [_read_words(head) for head in main.iter("h1")] or [_read_words(head) for head in root.iter("h1")]
    heads = [head for head in heads if head]
    if len(heads) == 1:
        return heads[0]
    named = root.find(".//title")
    return _read_words(named) or None if named is not None else None


def _read_words(element: html.HtmlElement) -> str:
    return SPACES.sub(" ", "".join(element.itertext())).strip()


def _find_main(root: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the text: the main part or the article, if most of the text is in it."""
    whole = _measure(root)
    marked = [
        element
        for element in root.iter("main", "article", "div", "section")
        if element.tag in ("main", "article")
        or element.get("role") == "main"
        or element.get("itemprop") == "articleBody"
    ]
    sizes = {element: _measure(element) for element in marked}
    large = [element for element in marked if sizes[element] > LEAST_SHARE * whole]
    # The innermost, since a main part may hold the article and what is around it.
    return min(large, key=lambda element: sizes[element], default=root)


def _measure(element: html.HtmlElement) -> int:
    return sum(len(part[0]) for part in list_parts(element))


def list_parts(root: html.HtmlElement, whole: bool = False) -> list[Part]:
    """Return the parts of an element: headings, items, rows of tables and paragraphs.

    Args:
        whole: Whether all of it is text. Otherwise menus and what is around an article are left out.
    """
    writer = _Writer()
    _visit(root, writer, whole, 0)
    writer.close()
    return writer.parts


class _Writer:
    """Collects text into parts; a part ends where a block of the page starts or ends."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.kind: BlockKind | None = None
        self.level = 0
        self.number = ""
        self.exact = False
        """Whether line breaks are those of the writer."""
        self._words: list[str] = []

    def add(self, text: str | None) -> None:
        """Add running text; white space in it is one space."""
        if text:
            self._words.append(text if self.exact else SPACES.sub(" ", text))

    def break_line(self) -> None:
        """Start a new line of the same part."""
        self._words.append("\n")

    def close(self) -> None:
        """End the part, if there is anything in it."""
        text = "\n".join(line.strip() for line in "".join(self._words).split("\n")).strip()
        self._words.clear()
        if has_content(text):
            line = text if self.kind is None else text.replace("\n", " ")
            self.parts.append((self.number + line, self.kind, self.level))
            self.number = ""


def _visit(element: html.HtmlElement, writer: _Writer, whole: bool, depth: int) -> None:
    tag = element.tag
    if tag == "br":
        writer.break_line()
        return
    if not isinstance(tag, str) or depth > NESTING or tag in LEFT_OUT or (not whole and depth and _is_frame(element)):
        return
    if tag == "table" and (rows := _read_rows(element)):
        writer.close()
        headed = element.find(".//thead") is not None or _is_head(next(element.iter("tr"))) or has_heads(rows)
        writer.parts.extend((_read_words(caption), None, 0) for caption in element.iterchildren("caption"))
        writer.parts.extend(describe_rows(rows, headed))
        return
    block = tag in BLOCKS
    before = writer.kind, writer.level, writer.number, writer.exact
    if block:
        writer.close()
        writer.kind, writer.level = _classify(tag, writer)
        writer.exact = writer.exact or tag == "pre"
        if tag == "li":
            writer.number = _read_number(element)
    writer.add(element.text)
    for child in element:
        _visit(child, writer, whole, depth + 1)
        writer.add(child.tail)
    if block:
        writer.close()
        writer.kind, writer.level, writer.number, writer.exact = before


def _classify(tag: str, writer: _Writer) -> tuple[BlockKind | None, int]:
    if tag in HEADINGS:
        return BlockKind.HEADING, HEADINGS[tag]
    if tag == "li":
        return BlockKind.ITEM, 0
    return writer.kind, writer.level


def _read_number(item: html.HtmlElement) -> str:
    """Return the number that a browser shows before an item."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return ""
    start = around.get("start") or ""
    place = [child for child in around if child.tag == "li"].index(item)
    return f"{(int(start) if start.isdecimal() else 1) + place}. "


def _is_frame(element: html.HtmlElement) -> bool:
    """Return whether an element is around the text: a menu, a share bar, a notice on cookies."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or _is_invisible(element):
        return True
    if element.get("role") in ROLES_LEFT_OUT:
        return True
    inside = any(above.tag in ("article", "main") for above in element.iterancestors())
    if element.tag in FRAMES and not inside:
        return not any(True for _ in element.iter("article", "main"))
    names = set(WORDS.findall(f"{element.get('class') or ''} {element.get('id') or ''}".lower()))
    if element.tag in BLOCKS and element.tag != "body" and names & FRAME_WORDS:
        return not any(True for _ in element.iter("article", "main", "h1"))
    return element.tag in ("ul", "ol") and _is_menu(element)


def _is_invisible(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _is_menu(items: html.HtmlElement) -> bool:
    """Return whether a list is of short links, two or more, and little else."""
    links = [_read_words(link) for link in items.iter("a")]
    letters = len(_read_words(items))
    short = all(len(link.split()) <= MENU_WORDS for link in links)
    return len(links) > 1 and short and sum(map(len, links)) > MOST_LINKED * letters


def _read_rows(table: html.HtmlElement) -> list[list[str]]:
    """Return the cells of a table; none of one that only lays a page out."""
    if any(True for _ in table.iterdescendants("table", "h1", "h2", "h3", "h4", "ul", "ol")):
        return []
    rows = [[_read_words(cell) for cell in _spread(row)] for row in table.iter("tr")]
    rows = [row for row in rows if any(row)]
    return rows if rows and max(map(len, rows)) > 1 else []


def _spread(row: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the cells of a row, one that spans columns once for each."""
    for cell in row.iterchildren("td", "th"):
        span = cell.get("colspan") or ""
        yield from [cell] * (min(int(span), 50) if span.isdecimal() and int(span) else 1)


def _is_head(row: html.HtmlElement) -> bool:
    return all(cell.tag == "th" for cell in row.iterchildren("td", "th"))
