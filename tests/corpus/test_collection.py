"""Reading files and folders, good and bad."""

import hashlib
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from corpus.collection import DESCRIPTION_FILE, find_press_kit, read_collection
from corpus.document import Document
from corpus.errors import CollectionError, UnreadableFileError
from corpus.limits import Limits
from corpus.naming import name_document
from corpus.reading import Entry, read_document

TEXT = "The museum shows ships."


def _read(path: Path, limits: Limits | None = None) -> Document:
    return read_document(path, Entry(file=path.name), limits=limits).document


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
        (bytes(range(1, 256)) * 4, "is no text in any known encoding; save it as UTF-8"),
        (b"\xff\xfeodd", "not UTF-16 text, as its mark says"),
        (b"PQ\x03\x04\x00", "holds NUL characters, so it is no text file"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    _write(tmp_path, {"note.txt": content})
    with pytest.raises(UnreadableFileError, match=f"^note.txt: {reason}"):
        _read(tmp_path / "note.txt")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: No such file"):
        _read(tmp_path / "note.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "note.txt").mkdir()
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: Is a directory"):
        _read(tmp_path / "note.txt")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    _write(tmp_path, {"note.txt": TEXT})
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: 23 bytes; the most that is read is 22"):
        _read(tmp_path / "note.txt", Limits(file_bytes=len(TEXT) - 1))
    with pytest.raises(UnreadableFileError, match=r"^note\.txt: 23 bytes of text; the most that is read is 22"):
        _read(tmp_path / "note.txt", Limits(text_bytes=len(TEXT) - 1))
    assert _read(tmp_path / "note.txt", Limits(file_bytes=len(TEXT), text_bytes=len(TEXT))).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(tmp_path: Path, encoding: str) -> None:
    _write(tmp_path, {"note.txt": "Öffnung: “täglich” 移民 🙂.".encode(encoding)})
    assert _read(tmp_path / "note.txt").text == "Öffnung: “täglich” 移民 🙂."


def test_line_ends_of_all_systems_are_line_ends(tmp_path: Path) -> None:
    texts = {
        _read(_write(tmp_path, {"n.txt": f"Open: daily{end}Place: Salvane"}) / "n.txt").text
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
    assert len(documents) == 4
    assert len({document.id for document in documents}) == 4
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
    _write(tmp_path, {"a.txt": TEXT, "b.txt": b"odd\x00", "c.md": "", "d.md": "Another."})
    collection = read_collection([tmp_path])
    assert [document.id for document in collection.documents] == ["a", "d"]
    assert [skipped.file for skipped in collection.skipped] == ["b.txt", "c.md"]
    assert "holds NUL characters" in collection.skipped[0].reason
    assert "there is no text in it" in collection.skipped[1].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_skipped_and_named(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    (tmp_path / "a.txt").chmod(0)
    assert [skipped.file for skipped in read_collection([tmp_path]).skipped] == ["a.txt"]


def test_a_folder_is_read_in_order_without_hidden_files_and_other_formats(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {"b/z.md": "Z.", "b/a.TXT": "A.", "a.markdown": TEXT, ".hidden.txt": "H.", ".git/x.txt": "G.", "x.png": b"\0"},
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
            "a.txt": "The harbour is closed.",
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
    _write(tmp_path, {"a.txt": "Uno.", "b.txt": "Zwei.", "c.txt": "Tre.", DESCRIPTION_FILE: description})
    assert [document.language for document in read_collection([tmp_path]).documents] == ["it", "de", "it"]


def test_a_file_alone_is_read_without_its_folders_description() -> None:
    (document,) = read_collection([find_press_kit() / "08_achievements.txt"]).documents
    assert document.id == "08-achievements"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    shutil.copytree(find_press_kit(), tmp_path / "kit")
    assert read_collection([tmp_path / "kit"]) == read_collection([find_press_kit()])


def test_the_same_text_in_two_files_is_one_document_that_names_both(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT, "copy/b.md": f"{TEXT}\n", "c.txt": "Another text."})
    collection = read_collection([tmp_path])
    assert [(document.file, document.copies) for document in collection.documents] == [
        ("a.txt", ("copy/b.md",)),
        ("c.txt", ()),
    ]
    assert collection.notices == ("copy/b.md: holds the same text as a.txt",)


def test_a_file_that_two_sources_hold_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT})
    collection = read_collection([tmp_path, tmp_path / "a.txt"])
    assert [(document.file, document.copies) for document in collection.documents] == [("a.txt", ())]
    assert collection.notices == ()


def test_texts_that_say_nearly_the_same_are_reported_and_both_kept(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    other = " ".join(f"other{number}" for number in range(200))
    _write(tmp_path, {"a.txt": f"{words} end.", "b.txt": f"{words} finish.", "c.txt": f"{other} end."})
    collection = read_collection([tmp_path])
    assert len(collection.documents) == 3
    (notice,) = collection.notices
    assert notice.startswith("b.txt: says nearly the same as a.txt (")


def test_patterns_stand_for_the_files_that_they_match(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": "A.", "b.md": "B.", "deep/c.txt": "C."})
    assert [one.id for one in read_collection([tmp_path / "**" / "*.txt"]).documents] == ["a", "c"]
    with pytest.raises(CollectionError, match=r"matches no file or folder"):
        read_collection([tmp_path / "*.pdf"])


def test_files_of_other_formats_are_counted(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": TEXT, "b.png": b"\0", "c.png": b"\1", "d.xlsx": b"\2"})
    collection = read_collection([tmp_path])
    assert collection.skipped == ()
    assert collection.notices == ("files of other formats, left out: 2 .png, 1 .xlsx",)


def test_a_link_that_leads_out_of_the_folder_is_skipped_and_named(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"secret.txt": TEXT, "kit/a.txt": "A."}) / "kit"
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    collection = read_collection([folder])
    assert [document.file for document in collection.documents] == ["a.txt"]
    assert [skipped.reason for skipped in collection.skipped] == ["b.txt: is a link to a file outside of kit"]


def test_a_file_that_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert read_collection([tmp_path]).documents == ()
    (skipped,) = read_collection([tmp_path / "pipe.txt"]).skipped
    assert skipped.reason == "pipe.txt: is no regular file"


def test_progress_counts_files(tmp_path: Path) -> None:
    _write(tmp_path, {"a.txt": "A.", "b.txt": "B."})
    steps: list[tuple[str, int, int]] = []
    read_collection([tmp_path], lambda *step: steps.append(step))
    assert steps == [("reading files", 0, 2), ("reading files", 1, 2), ("reading files", 2, 2)]
