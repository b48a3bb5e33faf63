"""Reading files and folders, good and bad."""

import hashlib
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from corpus import reading
from corpus.collection import DESCRIPTION_FILE, find_press_kit, read_collection
from corpus.document import Document
from corpus.errors import CollectionError, UnreadableFileError
from corpus.reading import Entry, name_document, read_document

TEXT = "The museum shows ships."


def _write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is no text in it"),
        (b" \n\n*** \n", "there is no text in it"),
        (b"caf\xe9 au lait", r"not UTF-8 text \(byte 3\); save it as UTF-8"),
        (b"\xff\xfeodd", r"not UTF-16 text"),
        (b"PK\x03\x04\x00\x00", "holds NUL characters, so it is no text file"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    _write(tmp_path, {"note.txt": content})
    with pytest.raises(UnreadableFileError, match=f"^note.txt: {reason}"):
        read_document(tmp_path / "note.txt", Entry(file="note.txt"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: No such file"):
        read_document(tmp_path / "note.txt", Entry(file="note.txt"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "note.txt").mkdir()
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: Is a directory"):
        read_document(tmp_path / "note.txt", Entry(file="note.txt"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, {"note.txt": TEXT})
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", len(TEXT) - 1)
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: 23 bytes; the largest file read is 22"):
        read_document(tmp_path / "note.txt", Entry(file="note.txt"))
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", len(TEXT))
    assert read_document(tmp_path / "note.txt", Entry(file="note.txt")).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(tmp_path: Path, encoding: str) -> None:
    _write(tmp_path, {"note.txt": "Öffnung: “täglich” 移民 🙂.".encode(encoding)})
    assert read_document(tmp_path / "note.txt", Entry(file="note.txt")).text == "Öffnung: “täglich” 移民 🙂."


def test_line_ends_of_all_systems_are_line_ends(tmp_path: Path) -> None:
    texts = {
        read_document(
            _write(tmp_path, {"n.txt": f"Open: daily{end}Place: Salvane"}) / "n.txt", Entry(file="n.txt")
        ).text
        for end in ("\n", "\r\n", "\r")
    }
    assert texts == {"Open: daily\nPlace: Salvane"}


def test_a_document_keeps_its_file_and_the_checksum_of_its_bytes(tmp_path: Path) -> None:
    _write(tmp_path, {"notes/Déjà vu.txt": TEXT})
    (document,) = read_collection([tmp_path]).documents
    assert (document.id, document.file) == ("notes-deja-vu", "notes/Déjà vu.txt")
    assert document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert Document.model_validate_json(document.model_dump_json()) == document


def test_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    _write(tmp_path, {"note.md": "One.", "note.txt": "Two.", "Note!.txt": "Three.", "note-2.txt": "Four."})
    documents = read_collection([tmp_path, tmp_path / "note.txt"]).documents
    assert len(documents) == 5
    assert len({document.id for document in documents}) == 5
    assert {document.text for document in documents} == {"One.", "Two.", "Three.", "Four."}


@pytest.mark.parametrize(
    ("stem", "taken", "name"),
    [
        ("01_Press Release", (), "01-press-release"),
        ("a/b.c", (), "a-b-c"),
        ("note", ("note",), "note-2"),
        ("note", ("note", "note-2"), "note-3"),
        ("移民", (), hashlib.sha256("移民".encode()).hexdigest()[:12]),
    ],
)
def test_ids_are_readable_and_free(stem: str, taken: tuple[str, ...], name: str) -> None:
    assert name_document(stem, dict.fromkeys(taken)) == name


def test_an_unreadable_file_is_skipped_and_named_and_the_rest_is_read(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT, "b.txt": b"\xff", "c.md": "", "d.md": TEXT})
    collection = read_collection([tmp_path])
    assert [document.id for document in collection.documents] == ["a", "d"]
    assert [skipped.file for skipped in collection.skipped] == ["b.txt", "c.md"]
    assert "not UTF-8 text" in collection.skipped[0].reason
    assert "there is no text in it" in collection.skipped[1].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_skipped_and_named(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    (tmp_path / "a.txt").chmod(0)
    assert [skipped.file for skipped in read_collection([tmp_path]).skipped] == ["a.txt"]


def test_a_folder_is_read_in_order_without_hidden_files_and_other_formats(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {"b/z.md": TEXT, "b/a.TXT": TEXT, "a.markdown": TEXT, ".hidden.txt": TEXT, ".git/x.txt": TEXT, "x.pdf": b"\0"},
    )
    assert [document.file for document in read_collection([tmp_path]).documents] == ["a.markdown", "b/a.TXT", "b/z.md"]


def test_a_folder_without_texts_is_an_empty_collection(tmp_path: Path) -> None:
    _write(tmp_path, {"picture.png": b"\0"})
    collection = read_collection([tmp_path])
    assert (collection.documents, collection.skipped, collection.title) == ((), (), tmp_path.name)


def test_a_source_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="nowhere: no such file or folder"):
        read_collection([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("title = ", "not TOML"),
        (b"\xff", "not TOML"),
        ("language = 'en'", "title: Field required"),
        ("title = 'x'\nauthor = 'y'", "author: Extra inputs are not permitted"),
        ("title = 'x'\n[[documents]]\nfile = 'a.txt'\npages = 3", r"documents\.0\.pages: Extra inputs"),
        ("title = 'x'\n[[documents]]\nfile = 'a.txt'\nid = 'Not An Id'", r"documents\.0\.id: String should match"),
        ("title = 'x'\n[[documents]]\nfile = 'a.txt'\npublished = 'soon'", r"documents\.0\.published: "),
        ("title = 'x'\n[[documents]]\nid = 'a'", r"documents\.0\.file: Field required"),
        ("title = 'x'\n[[documents]]\nfile = 'missing.txt'", r"names missing\.txt, which is no file of this folder"),
        (
            "title = 'x'\n[[documents]]\nfile = '../outside.txt'",
            r"names \.\./outside\.txt, which is no file of this folder",
        ),
        ("title = 'x'\n[[documents]]\nfile = 'link.txt'", r"names link\.txt, which is no file of this folder"),
        ("title = 'x'\n[[documents]]\nfile = '.'", r"names \., which is no file of this folder"),
    ],
)
def test_a_faulty_description_is_refused_with_place_and_reason(
    tmp_path: Path, description: str | bytes, reason: str
) -> None:
    folder = _write(tmp_path, {"outside.txt": TEXT, "kit/a.txt": TEXT, f"kit/{DESCRIPTION_FILE}": description}) / "kit"
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(CollectionError, match=rf"collection\.toml: {reason}"):
        read_collection([folder])


def test_a_description_orders_and_describes_and_the_rest_is_read_as_well(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "a.txt": TEXT,
            "b.txt": TEXT,
            DESCRIPTION_FILE: """
                title = "Ships"
                language = "en"
                [[documents]]
                file = "b.txt"
                id = "ships"
                title = "On ships"
                kind = "essay"
                published = 2031-05-06
                speaker = "Ada Brown"
                role = "Director"
                instruments = ["Sea Treaty"]
            """,
        },
    )
    collection = read_collection([tmp_path])
    first, second = collection.documents
    assert collection.title == "Ships"
    assert (first.id, first.title, first.kind, first.published) == ("ships", "On ships", "essay", date(2031, 5, 6))
    assert (first.speaker, first.role, first.instruments) == ("Ada Brown", "Director", ("Sea Treaty",))
    assert (second.id, second.title, second.kind, second.speaker) == ("a", "a", "document", None)


def test_the_language_of_a_description_is_that_of_every_file_that_names_no_other(tmp_path: Path) -> None:
    description = (
        "title = 'Mare'\nlanguage = 'it'\n[[documents]]\nfile = 'a.txt'\n[[documents]]\nfile = 'b.txt'\nlanguage = 'de'"
    )
    _write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT, DESCRIPTION_FILE: description})
    assert [document.language for document in read_collection([tmp_path]).documents] == ["it", "de", "it"]


def test_a_file_alone_is_read_without_its_folders_description() -> None:
    (document,) = read_collection([find_press_kit() / "08_achievements.txt"]).documents
    assert document.id == "08-achievements"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    shutil.copytree(find_press_kit(), tmp_path / "kit")
    assert read_collection([tmp_path / "kit"]) == read_collection([find_press_kit()])
