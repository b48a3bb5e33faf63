"""Markdown without its marks."""

from corpus.blocks import compose
from corpus.document import BlockKind
from corpus.markdown import read_markdown

HEADING, PARAGRAPH, ITEM, LABEL, LINE = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.ITEM,
    BlockKind.LABEL,
    BlockKind.LINE,
)


def _read(source: str) -> list[tuple[BlockKind, str]]:
    text, blocks = compose(read_markdown(source), "en")
    return [(block.kind, text[block.start : block.end]) for block in blocks]


def test_headings_keep_their_level() -> None:
    text, blocks = compose(read_markdown("# *Night* trains\n\n### Fares ###\n\nTimetable\n---------\n"), "en")
    assert text == "Night trains\n\nFares\n\nTimetable"
    assert [(block.kind, block.level) for block in blocks] == [(HEADING, 1), (HEADING, 3), (HEADING, 2)]


def test_links_emphasis_code_and_pictures_leave_their_words() -> None:
    source = 'See **the *old* bridge** at [the site](https://example.org "title"), `code` and ![a tram](tram.png).'
    assert _read(source) == [(PARAGRAPH, "See the old bridge at the site, code and a tram.")]


def test_a_link_that_is_its_own_text_is_kept() -> None:
    assert _read("<https://example.org/x_y_z>") == [(LINE, "https://example.org/x_y_z")]


def test_escapes_and_entities_are_the_characters_they_mean() -> None:
    assert _read(r"5 \* 3 \# is 15 &amp; more &ndash; always.") == [(PARAGRAPH, "5 * 3 # is 15 & more – always.")]


def test_items_of_nested_lists_are_lines_of_their_own() -> None:
    source = "- first\n  goes on\n- second\n  1. inner\n  2. other\n\nThe end."
    assert _read(source) == [
        (ITEM, "first goes on"),
        (ITEM, "second"),
        (ITEM, "1. inner"),
        (ITEM, "2. other"),
        (PARAGRAPH, "The end."),
    ]


def test_a_table_without_heads_is_a_list_of_labels() -> None:
    source = "|  |  |\n|---|---|\n| Founded | 30 May 2022 |\n| Members | **41** |\n"
    assert _read(source) == [(LABEL, "Founded: 30 May 2022"), (LABEL, "Members: 41")]


def test_a_row_of_a_table_names_its_columns() -> None:
    source = "| Summit | Place |\n|---|---|\n| Third | [Port Salvane](x) |\n| Fourth | |\n"
    assert _read(source) == [(LABEL, "Summit: Third; Place: Port Salvane"), (LABEL, "Summit: Fourth")]


def test_a_wrapped_paragraph_is_one_line_however_short() -> None:
    source = "The museum was founded by the city of\nPort Salvane and is open. It shows\nTrams.\n"
    assert _read(source) == [
        (PARAGRAPH, "The museum was founded by the city of Port Salvane and is open. It shows Trams.")
    ]


def test_a_quotation_is_running_text() -> None:
    assert _read("> A voice that says\n> Something.") == [(PARAGRAPH, "A voice that says Something.")]


def test_lines_of_labels_keep_their_own_line() -> None:
    assert _read("**Founded:** 30 May 2022\n**Place:** Port Salvane\n*Website*: example.org") == [
        (LABEL, "Founded: 30 May 2022"),
        (LABEL, "Place: Port Salvane"),
        (LABEL, "Website: example.org"),
    ]


def test_labels_over_running_text_do_not_swallow_it() -> None:
    assert _read("Place: Port Salvane\nThe city opened the museum.\nIt is free.") == [
        (LABEL, "Place: Port Salvane"),
        (PARAGRAPH, "The city opened the museum. It is free."),
    ]


def test_lines_of_an_address_and_hard_breaks_stay() -> None:
    assert _read("Ada Brown\nHarbour Street 3\nPort Salvane") == [
        (LINE, "Ada Brown"),
        (LINE, "Harbour Street 3"),
        (LINE, "Port Salvane"),
    ]
    assert [line for _, line in _read("Roses are red,  \nViolets are blue.")] == ["Roses are red,", "Violets are blue."]


def test_blocks_of_code_and_html_lose_no_words() -> None:
    assert _read("```text\nDepth: 40\n```\n\n<b>Bold</b> words stay.") == [
        (LABEL, "Depth: 40"),
        (PARAGRAPH, "<b>Bold</b> words stay."),
    ]


def test_rules_and_empty_marks_are_nothing() -> None:
    assert _read("---\n\n****\n\n#\n\n| |\n|---|\n") == []
