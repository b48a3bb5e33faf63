"""From the lines of a file to paragraphs: what is mended, and what is never touched."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.hyphenation import load_lexicon
from corpus.normalising import normalise

WORDS = [
    "agency",
    "border",
    "bridge",
    "commission",
    "convention",
    "cooperation",
    "country",
    "criminal",
    "delegation",
    "development",
    "evidence",
    "experience",
    "frontier",
    "government",
    "harbour",
    "implementation",
    "information",
    "institution",
    "investigation",
    "measure",
    "museum",
    "negotiation",
    "operation",
    "participation",
    "police",
    "programme",
    "prosecution",
    "protection",
    "railway",
    "recognition",
    "resolution",
    "responsibility",
    "river",
    "security",
    "society",
    "transparency",
    "treaty",
    "university",
    "visitor",
    "witness",
]
COMPOUNDS = ("cross-border", "long-term", "post-war", "three-quarters", "well-known")
LABELS = ("Signatories: 147", "Parties: 190 (as of 9 October 2020)", "Place: Port Salvane", "Opened: 30 May 2022")

words = st.sampled_from(WORDS)
sentences = st.lists(words | st.sampled_from(COMPOUNDS), min_size=8, max_size=22).map(
    lambda chosen: f"{' '.join(chosen).capitalize()}."
)
paragraphs = st.lists(sentences, min_size=4, max_size=7).map(" ".join)
widths = st.integers(60, 110)


def wrap(paragraph: str, width: int, hyphenate: bool = False) -> list[str]:
    """Return the lines of a paragraph set to a width, as a word processor does."""
    lines, line = [], ""
    left = paragraph.split()[::-1]
    while left:
        word = left.pop()
        room = width - len(line) - bool(line)
        if len(word) <= room:
            line += " " * bool(line) + word
            continue
        cut = _find_break(word, room) if hyphenate else 0
        if cut:
            lines.append(f"{line} {word[:cut].rstrip('-')}-")
            left.append(word[cut:])
        else:
            lines.append(line)
            left.append(word)
        line = ""
    return [*lines, line] if line else lines


def _find_break(word: str, room: int) -> int:
    """Return where a word may be broken: behind its own hyphen, or inside a word of the dictionary."""
    own = word.find("-") + 1
    if own:
        return own if own <= room else 0
    cut = min(room - 1, len(word.strip(".")) - 3)
    return cut if cut >= 3 and word.strip(".").lower() in load_lexicon("en") else 0


def count_letters(text: str) -> Counter[str]:
    """Return the letters and digits of a text, however their accents are composed."""
    return Counter(character for character in unicodedata.normalize("NFD", text) if character.isalnum())


@given(text=st.lists(paragraphs, min_size=1, max_size=4), width=widths, hyphenate=st.booleans(), tabs=st.booleans())
def test_wrapped_paragraphs_come_back_as_the_lines_they_were(
    text: list[str], width: int, hyphenate: bool, tabs: bool
) -> None:
    source = "\n\n".join("\n".join(wrap(paragraph, width, hyphenate)) for paragraph in text)
    assert normalise(source.replace(" ", " \t") if tabs else source) == "\n\n".join(text)


@given(text=st.lists(paragraphs, min_size=1, max_size=4), width=widths)
def test_labels_between_wrapped_paragraphs_keep_their_lines(text: list[str], width: int) -> None:
    labels = "\n".join(LABELS)
    source = f"\n\n{labels}\n\n".join("\n".join(wrap(paragraph, width)) for paragraph in text)
    assert normalise(source) == f"\n\n{labels}\n\n".join(text)


@given(text=st.lists(paragraphs, min_size=1, max_size=4), width=widths, hyphenate=st.booleans())
def test_doubled_lines_are_joined_at_least_to_whole_sentences(text: list[str], width: int, hyphenate: bool) -> None:
    lines = [line for paragraph in text for line in wrap(paragraph, width, hyphenate)]
    joined = normalise("\n\n".join(lines))
    assert joined.split() == " ".join(text).split()
    assert all(line[0].isupper() and line.endswith(".") for line in joined.split("\n") if line)


@given(text=st.lists(paragraphs, min_size=1, max_size=3))
def test_text_that_is_one_line_a_paragraph_stays_as_it_is(text: list[str]) -> None:
    assert normalise("\n\n".join(text)) == "\n\n".join(text)


odd_lines = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="aAbB1 .,:;-–()\"'\t\u00ad\u200b\u0301é…", max_size=60),
    sentences,
    words.map(str.upper),
    words.map(lambda word: f"{word}-"),
    st.sampled_from(LABELS),
    st.sampled_from(
        ["", " ", "\f", "3", "Page 3 of 9", "RIVER NEWS 4", "https://example.org/a-", "- item", "(a) item"]
    ),
    st.tuples(paragraphs, widths).map(lambda pair: "\n".join(wrap(*pair, hyphenate=True))),
)
odd_texts = st.lists(odd_lines, max_size=12).map("\n".join) | st.text()


@given(text=odd_texts)
@example(text="a-\n\u0301b")
@example(text="river-\nRIVER\n-\nbank")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(text=odd_texts)
def test_no_letter_or_digit_is_lost_or_added(text: str) -> None:
    assert count_letters(normalise(text)) == count_letters(text)


@given(text=odd_texts)
def test_spaces_are_single_and_stand_between_words(text: str) -> None:
    normal = normalise(text)
    assert normal == unicodedata.normalize("NFC", normal)
    assert not re.search(r"[^\S \n]|  | \n|\n |\n\n\n|^\s|\s$", normal)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("more than 10,000 an-\nnotated excerpts", "more than 10,000 annotated excerpts"),
        ("nearly three-\nquarters of them", "nearly three-quarters of them"),
        ("the joint INTERPOL- \nUNODC operation", "the joint INTERPOL-UNODC operation"),
        ("the COVID-\n19 crisis", "the COVID-19 crisis"),
        ("vulnerable pop-\nulations", "vulnerable populations"),
        ("(anti-\ntrafficking) efforts", "(anti-trafficking) efforts"),
        ("in the years 2018-\n2020 and after that", "in the years 2018-2020 and after that"),
        ("A sea-\nport and the other seaport", "A seaport and the other seaport"),
        ("A sea-\nport and the other sea-port", "A sea-port and the other sea-port"),
        ("the con\u00advention", "the convention"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_mended(source: str, wanted: str) -> None:
    assert normalise(source) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "accessed almost 11.000 times, enhancing information exchange",
        "with 10,000 excerpts, 21% more, and USD 1 billion-worth of assets",
        "on 12-15 December 2000",
        "He said: “No – not yet…”",
        "The e-mail – or e-post – came late.",
    ],
)
def test_figures_dashes_and_quotation_marks_are_kept(text: str) -> None:
    assert normalise(text) == text


def test_tabs_between_words_are_spaces() -> None:
    assert normalise(" Opening\tStatement\t\t\n\n\nof\tthe  Director\u00a0General\n\t\n") == (
        "Opening Statement of the Director General"
    )


def test_a_title_in_capitals_over_several_lines_is_one_line() -> None:
    source = (
        "THE PROTOCOL AGAINST THE  \nSMUGGLING OF MIGRANTS BY LAND, \nSEA AND AIR\n\nParties: 149\nSignatories: 112"
    )
    wanted = "THE PROTOCOL AGAINST THE SMUGGLING OF MIGRANTS BY LAND, SEA AND AIR\n\nParties: 149\nSignatories: 112"
    assert normalise(source) == wanted


OPEN = """\
The museum was founded by the council of the old harbour town in the year of
the great flood and has since then been open to visitors every single day of
every year, except on the days of the four wars, when the building served as"""
GOES_ON = """\
a hospital for the sailors of all nations and as a store for the bread of the
town, which was rationed then. It was opened again as soon as each was over."""


def _join(text: str) -> str:
    return " ".join(text.split())


def test_a_page_break_inside_a_sentence_is_closed() -> None:
    for gap in ("\n\n\n\n", "\n\f", "\n \n\f\n"):
        assert normalise(f"{OPEN}{gap}{GOES_ON}") == f"{_join(OPEN)} {_join(GOES_ON)}"


def test_running_heads_and_page_numbers_inside_a_sentence_follow_when_it_ends() -> None:
    source = f"{OPEN}\n\nHarbour Museum News 3\n\n{GOES_ON}\n\n{OPEN}\n\nHarbour Museum News 4\n\n{GOES_ON}"
    sentence = f"{_join(OPEN)} {_join(GOES_ON)}"
    wanted = [sentence, "Harbour Museum News 3", sentence, "Harbour Museum News 4"]
    assert normalise(source).split("\n\n") == wanted


def test_a_heading_between_paragraphs_is_no_running_head() -> None:
    source = f"{OPEN}\na hospital.\n\nOpening hours\n\nIt was {GOES_ON}"
    assert normalise(source).split("\n\n")[1] == "Opening hours"


@pytest.mark.parametrize(
    "line",
    [
        "Signatories: 52",
        "https://www.unodc.org/unodc/en/firearms-protocol/index.html",
        "www.example.org/visit",
        "press@example.org",
        "#COP10 #UNTOC20",
        "- Monday to Friday",
        "1. Opening of the session",
    ],
)
def test_labels_links_and_items_are_never_glued_to_prose(line: str) -> None:
    for gap in ("\n", "\n\n"):
        around = normalise(f"{OPEN}\na hospital.{gap}{line}{gap}The house is open. {GOES_ON}")
        assert line in around.split("\n")


def test_lines_of_an_address_stay_apart() -> None:
    address = "Brian Hansford\nChief, Advocacy Section\nMobile: (+43-699) 1458-3225\nEmail: brian.hansford[at]un.org"
    assert normalise(address) == address


def test_no_text_is_no_text() -> None:
    for empty in ("", "\n\n", " \t\f ", "* *** *\n---", "\ufeff"):
        assert normalise(empty) == ""


def test_a_long_text_takes_time_in_proportion_to_its_length() -> None:
    # A hundred thousand lines: minutes where every line looks at all others, seconds where it does not.
    paragraph = f"{OPEN}\n{GOES_ON}\n\n"
    assert normalise(paragraph * 1_000).count("\n\n") == 999
