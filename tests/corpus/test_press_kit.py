"""The packaged press kit, and that nothing of its layout is left in its texts."""

import hashlib
import re
import tomllib
from datetime import date

import pytest

from corpus.collection import DESCRIPTION_FILE, Collection, find_press_kit
from corpus.document import BlockKind, Document
from corpus.splitting import Splitting, split

SOURCE_SHA256 = "b2fe36341d5f7e203915078cd19317d55396424a5d7ce313b6a8134ad9aecd1e"
IDS = (
    "press-release",
    "secretary-general-video-message",
    "opening-statement",
    "convention-fact-sheet",
    "trafficking-in-persons-protocol-fact-sheet",
    "smuggling-of-migrants-protocol-fact-sheet",
    "firearms-protocol-fact-sheet",
    "achievements",
)
# Titles and lines of a page's head; everything else of that length is running text.
TITLES = {
    "UNODC Executive Director Calls for Stronger International Cooperation, on 10th Session of the Conference of the "
    "Parties",
    "On the occasion of the opening of the 10th session of the Conference of the Parties to the UN Convention against "
    "Transnational Organized Crime",
    "Opening of the tenth session of the Conference of the Parties to the UN Convention against Transnational "
    "Organized Crime",
    "United Nations Convention against Transnational Organized Crime and the Protocols Thereto",
}


@pytest.fixture(params=IDS)
def document(request: pytest.FixtureRequest, press_kit: Collection) -> Document:
    return next(document for document in press_kit.documents if document.id == request.param)


def _list_lines(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_the_texts_are_the_source_cut_into_files() -> None:
    source = b"".join(path.read_bytes() for path in sorted(find_press_kit().glob("*.txt")))
    assert hashlib.sha256(source).hexdigest() == SOURCE_SHA256


def test_the_description_names_every_file() -> None:
    described = tomllib.loads((find_press_kit() / DESCRIPTION_FILE).read_text(encoding="utf-8"))
    files = sorted(path.name for path in find_press_kit().glob("*.txt"))
    assert [entry["file"] for entry in described["documents"]] == files
    assert len(files) == 8


def test_all_eight_are_read(press_kit: Collection) -> None:
    assert press_kit.title.startswith("10th session of the Conference of the Parties")
    assert tuple(document.id for document in press_kit.documents) == IDS
    assert press_kit.skipped == ()


def test_documents_say_what_they_are_whose_and_when(press_kit: Collection) -> None:
    told = {document.id: (document.kind, document.published, document.speaker) for document in press_kit.documents}
    opening, figures = date(2020, 10, 12), date(2020, 10, 9)
    assert told == {
        "press-release": ("press release", opening, None),
        "secretary-general-video-message": ("transcript", opening, "Antonio Guterres"),
        "opening-statement": ("statement", opening, "Ghada Waly"),
        "convention-fact-sheet": ("fact sheet", figures, None),
        "trafficking-in-persons-protocol-fact-sheet": ("fact sheet", figures, None),
        "smuggling-of-migrants-protocol-fact-sheet": ("fact sheet", figures, None),
        "firearms-protocol-fact-sheet": ("fact sheet", figures, None),
        "achievements": ("fact sheet", None, None),
    }


def test_a_title_is_told_by_its_text(document: Document) -> None:
    if document.id == "achievements":  # The sheet has no heading of its own.
        return
    words = re.findall(r"[^\W_]+", document.title.casefold())
    head = re.findall(r"[^\W_]+", document.text[:400].casefold())
    assert set(words) - {"untoc"} <= set(head)


def test_no_line_starts_inside_a_sentence(document: Document) -> None:
    assert [line for line in _list_lines(document) if line[0].islower() and not line.startswith("http")] == []


def test_no_white_space_of_the_layout_is_left(document: Document) -> None:
    assert re.search(r"[^\S \n]|  | \n|\n |\n\n\n", document.text) is None


def test_no_word_is_broken(document: Document) -> None:
    assert [line for line in _list_lines(document) if line.endswith("-")] == []
    assert re.findall(r"\w- \w", document.text) == []


def test_running_text_ends_with_its_sentence(document: Document) -> None:
    open_ended = [
        line
        for block, line in zip(document.blocks, _list_lines(document), strict=True)
        if len(line) > 80 and block.kind in (BlockKind.PARAGRAPH, BlockKind.LINE, BlockKind.HEADING)
        if not re.search(r"[.?!:”]$", line) and not line.startswith("https://") and line not in TITLES
    ]
    assert [line for line in open_ended if not line.isupper() and "CNA Directory in SHERLOC" not in line] == []


def test_no_letter_or_digit_of_the_source_is_missing(document: Document) -> None:
    source = (find_press_kit() / document.file).read_text(encoding="utf-8")
    for text in (document.text, "".join(_list_lines(document))):
        assert sorted(filter(str.isalnum, text)) == sorted(filter(str.isalnum, source))


@pytest.mark.parametrize(
    ("document_id", "sentence"),
    [
        ("press-release", "has achieved near-universal ratification, with 190 State parties."),
        (
            "press-release",
            "trafficking in Firearms, their Parts and Components and Ammunition, and on international cooperation.",
        ),
        (
            "press-release",
            "117 registered delegations including 874 delegates of Member States and 101 observers will meet",
        ),
        (
            "opening-statement",
            "nearly three-quarters of the nearly 1,100 delegates have registered to join us virtually",
        ),
        ("opening-statement", "12 inter-regional drug investigation forums in 2019-2020, where prosecutors"),
        ("secretary-general-video-message", "Today the Convention has 190 parties and enjoys near global adherence."),
        ("convention-fact-sheet", "States that ratify or accede to this instrument commit themselves"),
        ("convention-fact-sheet", "Signatories: 147\nParties: 190 (as of 9 October 2020)\n"),
        ("firearms-protocol-fact-sheet", "Parts and Components and Ammunition was adopted by General Assembly"),
        ("achievements", "contains now over 10,000 annotated legislative excerpts"),
        ("achievements", "less than a year ago, the joint INTERPOL-UNODC operation “Turquesa” against"),
        ("achievements", "has been accessed almost 11.000 times"),
        ("achievements", "the opening of 107 investigations.\n"),
    ],
)
def test_sentences_read_as_they_were_written(press_kit: Collection, document_id: str, sentence: str) -> None:
    text = next(document.text for document in press_kit.documents if document.id == document_id)
    assert sentence.casefold() in text.casefold()


def test_titles_of_the_achievements_head_their_passages(press_kit: Collection) -> None:
    passages = split(press_kit.documents[-1], Splitting())
    headings = dict.fromkeys(heading for passage in passages for heading in passage.headings)
    assert list(headings) == [
        "Firearms Protocol",
        "Smuggling of Migrants Protocol (SOM)",
        "Trafficking in Persons Protocol (TIP)",
        "COVID-19 related work",
    ]
    turquesa = next(passage for passage in passages if "Turquesa" in passage.text)
    assert turquesa.headings == ("Smuggling of Migrants Protocol (SOM)",)


def test_figures_of_a_fact_sheet_stand_under_its_title(press_kit: Collection) -> None:
    passages = [passage for document in press_kit.documents for passage in split(document, Splitting())]
    figures = next(passage for passage in passages if "Parties: 149" in passage.text)
    assert figures.heading_text.startswith("The Protocol against the Smuggling of Migrants")
    assert figures.text == (
        "Entry into force: 28 January 2004, in accordance with article 22 of the Protocol\n"
        "Signatories: 112\nParties: 149 (as of 9 October 2020)"
    )
