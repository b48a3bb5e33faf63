"""What has not changed is not encoded again, and the result is what encoding everything gives."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_index import CHANGED, NOTES, HashEncoder, build, describe, open_small, read_notes, write_model

from corpus.splitting import Splitting
from index.building import build_index
from index.companions import Companion
from index.durable import write_file
from index.layout import GENERATIONS
from index.manifest import MANIFEST_FILE

TEXTS = [*NOTES.values(), *CHANGED.values(), "THE MILL\n\nThe mill has stood since 1780.\n\nIt grinds no more."]
STATES = st.dictionaries(
    st.sampled_from(["bridge", "ferry", "tower", "deep/ferry", "deep-ferry"]), st.sampled_from(TEXTS), max_size=4
)


@pytest.fixture
def model(tmp_path: Path) -> str:
    return write_model(tmp_path / "model")


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=2, max_size=4))
def test_an_index_that_followed_its_sources_is_the_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("states")
    model = write_model(folder / "model")
    for state in states:
        collection = read_notes(folder / "notes", state)
        build(folder / "followed", collection, model)
    build(folder / "anew", collection, model)
    followed, anew = open_small(folder / "followed", model), open_small(folder / "anew", model)
    assert describe(followed, identities=False) == describe(anew, identities=False)
    assert followed.manifest.passages == anew.manifest.passages
    followed.close()
    anew.close()


def test_only_what_changed_is_encoded(tmp_path: Path, model: str) -> None:
    first, second, third = HashEncoder(), HashEncoder(), HashEncoder()
    total = build(tmp_path / "index", read_notes(tmp_path / "notes", NOTES), model, encoder=first).passages
    assert first.encoded == total
    changed = {**NOTES, "ferry": NOTES["ferry"].replace("forty", "fifty")}
    manifest = build(tmp_path / "index", read_notes(tmp_path / "notes", changed), model, encoder=second)
    assert (second.encoded, manifest.reused) == (1, total - 1)
    manifest = build(tmp_path / "index", read_notes(tmp_path / "notes", changed), model, encoder=third)
    assert (third.encoded, manifest.reused) == (0, total)


def test_a_moved_file_is_not_encoded_again_and_keeps_its_id(tmp_path: Path, model: str) -> None:
    build(tmp_path / "index", read_notes(tmp_path / "notes", NOTES), model)
    moved = {"bridge": NOTES["bridge"], "old/boats": NOTES["ferry"], "museum": NOTES["museum"]}
    encoder = HashEncoder()
    build(tmp_path / "index", read_notes(tmp_path / "notes", moved), model, encoder=encoder)
    assert encoder.encoded == 0
    generation = open_small(tmp_path / "index", model)
    ferry = generation.texts.find_document("ferry")
    assert ferry is not None
    assert ferry.file == "old/boats.txt"
    generation.close()


def test_a_deleted_file_is_never_found_again(tmp_path: Path, model: str) -> None:
    build(tmp_path / "index", read_notes(tmp_path / "notes", NOTES), model)
    left = {name: text for name, text in NOTES.items() if name != "ferry"}
    build(tmp_path / "index", read_notes(tmp_path / "notes", left), model)
    generation = open_small(tmp_path / "index", model)
    assert generation.texts.find_document("ferry") is None
    for mode in ("hybrid", "dense", "lexical"):
        hits = generation.make_searcher(mode).search("the ferry crosses the river every hour", 20)  # type: ignore[arg-type]
        assert hits
        assert "ferry" not in {hit.passage.document_id for hit in hits}
    generation.close()


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_vectors_of_another_model_are_not_reused(tmp_path: Path, model: str, file: str) -> None:
    notes = read_notes(tmp_path / "notes", NOTES)
    build(tmp_path / "index", notes, model)
    (Path(model) / file).write_bytes(b"another")
    assert build(tmp_path / "index", notes, model).reused == 0


def test_nothing_is_reused_if_it_is_not_to_be(tmp_path: Path, model: str) -> None:
    notes = read_notes(tmp_path / "notes", NOTES)
    build(tmp_path / "index", notes, model)
    assert build(tmp_path / "index", notes, model, reuse=False).reused == 0


def test_a_damaged_generation_is_not_built_upon(tmp_path: Path, model: str) -> None:
    notes = read_notes(tmp_path / "notes", NOTES)
    build(tmp_path / "index", notes, model)
    path = tmp_path / "index" / GENERATIONS / "000001" / "vectors.faiss"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert build(tmp_path / "index", notes, model).reused == 0


def test_a_companion_is_copied_while_what_it_is_made_of_is_the_same(tmp_path: Path, model: str) -> None:
    notes, written = read_notes(tmp_path / "notes", NOTES), []

    def write(folder: Path) -> None:
        written.append(folder)
        write_file(folder / "reader.weights", str(len(written)).encode())

    for sha256 in ("1a", "1a", "2b"):
        build_index(
            tmp_path / "index",
            notes,
            model,
            Splitting(),
            companions=[Companion("reader", sha256, write)],
            load=lambda files: HashEncoder(),
        )
    contents = [
        (tmp_path / "index" / GENERATIONS / name / "reader.weights").read_text() for name in ("000002", "000003")
    ]
    assert contents == ["1", "2"]
    open_small(tmp_path / "index", model).close()
    assert (tmp_path / "index" / GENERATIONS / "000003" / MANIFEST_FILE).is_file()


def test_what_a_document_said_before_is_kept_the_latest_first(tmp_path: Path, model: str) -> None:
    texts = [f"THE FERRY\n\nThe ferry carries {count} people." for count in range(12)]
    for text in texts:
        build(tmp_path / "index", read_notes(tmp_path / "notes", {"ferry": text}), model)
    generation = open_small(tmp_path / "index", model)
    earlier = list(generation.texts.read_earlier("ferry"))
    assert [one.age for one in earlier] == list(range(1, 9))
    assert [one.text for one in earlier] == texts[-2:-10:-1]
    assert not list(generation.texts.read_earlier("nowhere"))
    generation.close()
