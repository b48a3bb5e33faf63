"""Texts in any encoding."""

import pytest

from corpus.decoding import decode
from corpus.errors import UnreadableFileError

GERMAN = "Das Übereinkommen über Schlepper trat am 29. September 2003 in Kraft. Die Vertragsstaaten prüfen es."
SPANISH = "El señor dijo que la Convención entró en vigor en 2003."
RUSSIAN = "Конференция участников Конвенции против организованной преступности открылась в Вене."
CHINESE = "会议在维也纳开幕。公约共有一百九十个缔约方。会议将审议公约执行情况。"
JAPANESE = "会議はウィーンで開幕しました。条約の締約国は百九十です。"
POLISH = "Łódź: konferencja została otwarta w październiku. Państwa strony przyjęły uchwałę."
QUOTES = "“Smart quotes” — and an en–dash, in a release from the Secretary-General’s office."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (GERMAN, "latin-1"),
        (SPANISH, "cp1252"),
        (QUOTES, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (CHINESE, "gb18030"),
        (JAPANESE, "cp932"),
        (POLISH, "cp1250"),
        ("café au lait", "latin-1"),
    ],
)
def test_an_encoding_that_is_not_told_is_guessed_and_said(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "note.txt")
    assert decoded.text == text
    assert decoded.guessed is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_known_without_guessing(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding), "note.txt") == (GERMAN, None)


def test_an_encoding_that_the_file_names_is_believed_unless_it_is_wrong() -> None:
    assert decode(RUSSIAN.encode("koi8_r"), "page.html", "koi8-r") == (RUSSIAN, None)
    assert decode(RUSSIAN.encode("cp1251"), "page.html", "no-such-encoding").text == RUSSIAN


def test_what_says_it_is_unicode_and_is_not_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: not UTF-8 text, as its mark says"):
        decode(b"\xef\xbb\xbf\xff\xfe", "note.txt")
