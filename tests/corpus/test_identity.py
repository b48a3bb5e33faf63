"""Documents keep their ids: when they change, when they move, and when others come and go."""

from corpus.document import Document
from corpus.identity import keep_identities


def make(file: str, content: str, identity: str) -> Document:
    return Document(id=identity, title=file, text=content, kind="document", file=file, sha256=content)


def ids(documents: list[Document], before: list[Document]) -> list[str]:
    return [document.id for document in keep_identities(documents, before)]


def test_without_a_past_ids_are_those_of_the_files() -> None:
    documents = [make("a.txt", "one", "a"), make("b.txt", "two", "b")]
    assert keep_identities(documents, []) == tuple(documents)


def test_a_moved_file_keeps_its_id() -> None:
    assert ids([make("deep/new.txt", "one", "deep-new")], [make("a.txt", "one", "a")]) == ["a"]


def test_a_moved_file_keeps_its_id_when_it_changes_afterwards() -> None:
    moved = keep_identities([make("new.txt", "one", "new")], [make("a.txt", "one", "a")])
    assert ids([make("new.txt", "one and more", "new")], list(moved)) == ["a"]


def test_a_file_that_is_still_there_keeps_its_id_against_a_copy_of_its_former_bytes() -> None:
    now = [make("a.txt", "changed", "a"), make("b.txt", "one", "b")]
    assert ids(now, [make("a.txt", "one", "a")]) == ["a", "b"]


def test_a_new_file_under_the_name_of_one_that_moved_has_a_place_and_so_its_id() -> None:
    moved = keep_identities([make("z.txt", "one", "z")], [make("a.txt", "one", "a")])
    assert ids([make("a.txt", "other", "a"), make("z.txt", "one", "z")], list(moved)) == ["a-2", "a"]


def test_two_files_that_swap_their_content_stay_at_their_places() -> None:
    before = [make("a.txt", "one", "a"), make("b.txt", "two", "b")]
    assert ids([make("a.txt", "two", "a"), make("b.txt", "one", "b")], before) == ["a", "b"]


def test_files_that_swap_places_with_numbered_names_keep_their_ids() -> None:
    before = [make("x/a.txt", "one", "x-a"), make("x-a.txt", "two", "x-a-2")]
    assert ids([make("x-a.txt", "two", "x-a"), make("x/a.txt", "one", "x-a-2")], before) == ["x-a-2", "x-a"]


def test_an_id_that_the_collection_gives_comes_first() -> None:
    before = [make("a.txt", "one", "a"), make("b.txt", "two", "given")]
    assert ids([make("a.txt", "one", "given"), make("b.txt", "two", "b")], before) == ["given", "b"]


def test_ids_are_unique_whatever_happened() -> None:
    before = [make(f"{name}.txt", "same", name) for name in "abc"]
    now = [make(f"{name}.txt", "same", name) for name in "cdefg"]
    found = ids(now, before)
    assert len(set(found)) == len(found)
    assert {"a", "b", "c"} <= set(found)
