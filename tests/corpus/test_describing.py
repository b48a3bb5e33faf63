"""What made-up heads of texts say about them."""

from datetime import date

import pytest

from corpus.blocks import find_blocks
from corpus.describing import Description, describe
from corpus.normalising import normalise

BODY = "The museum shows ships and trams of all ages, from the first to the last. It is open to all."


def _describe(head: str) -> Description:
    text = normalise(f"{head}\n\n{BODY}")
    return describe(text, find_blocks(text))


@pytest.mark.parametrize(
    ("head", "title", "kind", "published", "speaker"),
    [
        (
            "PRESS RELEASE\n\nHarbour museum opens its doors\n\n3 May 2031",
            "Harbour museum opens its doors",
            "press release",
            date(2031, 5, 3),
            None,
        ),
        ("FOR IMMEDIATE RELEASE\n\nNight trains return", "Night trains return", "press release", None, None),
        (
            "Keynote by Dr. Ada Brown, Director\n\nMay 3rd, 2031",
            "Keynote by Dr. Ada Brown, Director",
            "statement",
            date(2031, 5, 3),
            "Dr. Ada Brown",
        ),
        (
            "Remarks by Judge Ruth Okafor-Lind\n\nThird Summit, 2031-05-03",
            "Remarks by Judge Ruth Okafor-Lind",
            "statement",
            date(2031, 5, 3),
            "Judge Ruth Okafor-Lind",
        ),
        (
            "Transcript of the press conference\n\n1st May 2031",
            "Transcript of the press conference",
            "transcript",
            date(2031, 5, 1),
            None,
        ),
        ("FACT SHEET\n\nThe harbour in figures", "The harbour in figures", "fact sheet", None, None),
        ("Background\n\nThe harbour at a glance", "The harbour at a glance", "background", None, None),
        ("Annual Report 2030", "Annual Report 2030", "report", None, None),
        ("Minutes of the third meeting", "Minutes of the third meeting", "minutes", None, None),
        ("Some thoughts on harbours", "Some thoughts on harbours", "document", None, None),
    ],
)
def test_title_kind_date_and_speaker_are_read_from_the_head(
    head: str, title: str, kind: str, published: date | None, speaker: str | None
) -> None:
    assert _describe(head) == Description(title, kind, published, speaker)


def test_a_speech_without_a_name_for_itself_is_told_by_its_greeting() -> None:
    assert _describe("On harbours\n\nExcellencies, ladies and gentlemen,").kind == "statement"


def test_the_dateline_of_a_press_release_dates_it() -> None:
    text = normalise(
        "PRESS RELEASE\n\nMuseum opens\n\nPORT SALVANE, 4 June 2031 - The museum opened today. It is free."
    )
    assert describe(text, find_blocks(text)).published == date(2031, 6, 4)


@pytest.mark.parametrize("body", ["It opened on 4 June 2031.", "He gave a statement, said Ada Brown, Director."])
def test_running_text_does_not_describe_a_document(body: str) -> None:
    text = normalise(f"On harbours\n\n{body}")
    assert describe(text, find_blocks(text)) == Description("On harbours", "document", None, None)


def test_a_day_that_no_calendar_holds_is_no_date() -> None:
    assert _describe("On harbours\n\n31 February 2031").published is None


def test_sheets_of_a_series_are_told_apart_by_their_second_line() -> None:
    assert _describe("HARBOUR SERIES\n\nCranes and their drivers").title == "HARBOUR SERIES – Cranes and their drivers"


def test_a_text_without_a_head_has_no_title() -> None:
    text = normalise(BODY)
    assert describe(text, find_blocks(text)) == Description(None, "document", None, None)


def test_nothing_says_nothing() -> None:
    assert describe("", []) == Description(None, "document", None, None)


def test_a_line_far_down_does_not_describe_a_document() -> None:
    text = normalise("On harbours\n\n" + f"{BODY}\n\n" * 8 + "Press release of the museum\n\n3 May 2031")
    assert describe(text, find_blocks(text)) == Description("On harbours", "document", None, None)
