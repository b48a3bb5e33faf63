"""Web pages and books: the text, and nothing around it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from corpus.document import BlockKind
from corpus.epub import read_epub
from corpus.errors import UnreadableFileError
from corpus.html import read_html

HEADING, ITEM, LABEL = BlockKind.HEADING, BlockKind.ITEM, BlockKind.LABEL

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Night trains are back – The Daily Rail</title>
<meta property="og:title" content="Night trains are back">
<meta name="author" content="Ada Brown"><meta property="article:published_time" content="2031-05-04T09:00:00+02:00">
<style>p { color: red }</style><script>alert("script")</script></head><body>
<header><a href="/">The Daily Rail</a>
<nav><ul><li><a href="/a">News</a></li><li><a href="/b">Sport</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to serve you better.</p></div>
<article><header><h1>Night trains are back</h1></header>
<p>A night in a <b>bed</b> costs
30&nbsp;euros.<br>Children pay half.</p><ol start="3"><li>Show the ticket</li><li><p>Find the bed</p></li></ol>
<h2>Stops</h2><table><caption>Beds by city</caption>
<tr><th>City</th><th>Beds</th></tr><tr><td>Rome</td><td>40</td></tr></table>
<ul class="share-links"><li><a href="#">Share this on a network</a></li></ul>
<p hidden>Not shown.</p><aside><p>Trains once ran at 90 km/h.</p></aside></article>
<div class="related"><h3>Related</h3><p>Other trains are late today.</p></div>
<footer><p>Copyright The Daily Rail</p></footer></body></html>"""


def test_a_page_is_its_article_without_what_is_around_it() -> None:
    assert list(read_html(PAGE.encode(), "page.html").parts) == [
        ("Night trains are back", HEADING, 1),
        ("A night in a bed costs 30 euros.\nChildren pay half.", None, 0),
        ("3. Show the ticket", ITEM, 0),
        ("4. Find the bed", ITEM, 0),
        ("Stops", HEADING, 2),
        ("Beds by city", None, 0),
        ("City: Rome; Beds: 40", LABEL, 0),
        ("Trains once ran at 90 km/h.", None, 0),
    ]


def test_a_page_tells_title_author_date_and_language() -> None:
    parsed = read_html(PAGE.encode(), "page.html")
    assert (parsed.title, parsed.author, parsed.published, parsed.language) == (
        "Night trains are back",
        "Ada Brown",
        date(2031, 5, 4),
        "en",
    )


def test_a_page_without_an_article_is_all_of_its_text_but_menus() -> None:
    page = "<title>T</title><nav>Home</nav><div><h1>Fares</h1>Free <i>today</i>.<ul><li>A bed</li></ul></div>"
    page += "<pre>a  b\nc</pre>"
    parsed = read_html(page.encode(), "page.html")
    assert parsed.title == "Fares"
    assert [text for text, _, _ in parsed.parts] == ["Fares", "Free today.", "A bed", "a  b\nc"]


def test_a_list_of_sources_in_sentences_is_no_menu() -> None:
    items = "".join(f'<li>As <a href="/{n}">report {n}</a> of the harbour board says at length.</li>' for n in range(4))
    parts = read_html(f"<main><p>Text.</p><ul>{items}</ul></main>".encode(), "page.html").parts
    assert len(parts) == 5


@pytest.mark.parametrize(
    "declared", ['<meta charset="windows-1251">', '<meta content="text/html; charset=windows-1251">']
)
def test_the_encoding_that_a_page_names_is_used(declared: str) -> None:
    data = f"<html><head>{declared}</head><p>Конференция открылась.</p></html>".encode("cp1251")
    assert [text for text, _, _ in read_html(data, "page.html").parts] == ["Конференция открылась."]


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"^page\.html: there is no page in it"):
        read_html(b"<!-- nothing -->", "page.html")


def test_chapters_of_a_book_come_in_reading_order_and_the_contents_not_at_all(
    make_book: Callable[[dict[str, str]], bytes],
) -> None:
    book = make_book(
        {
            "OPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
            "OPS/text/one .xhtml": "<html><body><h1>Two</h1><p>Then it shone.</p></body></html>",
            "two.xhtml": "<html><body><h1>One</h1><p>First it was dark.</p></body></html>",
        }
    )
    parsed = read_epub(ZipFile(BytesIO(book)), "book.epub")
    assert [text for text, _, _ in parsed.parts] == ["One", "First it was dark.", "Two", "Then it shone."]
    assert (parsed.title, parsed.author, parsed.language) == ("The lighthouse", "Ada Brown", "en")
    assert parsed.published == date(1999, 5, 4)


def test_a_book_that_lacks_a_chapter_is_refused(make_book: Callable[[dict[str, str]], bytes]) -> None:
    with pytest.raises(UnreadableFileError, match=r"^book\.epub: it is damaged: a file of the book is not in it"):
        read_epub(ZipFile(BytesIO(make_book({}))), "book.epub")
