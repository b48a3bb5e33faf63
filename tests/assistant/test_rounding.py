"""The reader's graph, rounded to 8 bits, beside the network that it was made of."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from assistant import network
from assistant.cross_encoding import GRAPH_FILE, TOKENIZER_FILE, CrossEncoder, find_reader_weights
from assistant.network import Reading, export_reader, load_network
from assistant.pairing import pad, pair, prepare_tokenizer
from assistant.settings import Settings
from evals.suite import read_suite
from index.errors import ModelError
from index.generation import Generation, open_generation
from index.model import PACKAGED, find_model

QUESTIONS = [sample.question for sample in read_suite("press_kit").select("tuning")[::30]]


@pytest.fixture(scope="module")
def generation(press_kit_index: Path) -> Generation:
    settings = Settings(index=press_kit_index)
    return open_generation(settings.index, settings.model, settings.splitting)


def test_the_rounded_graph_reads_nearly_as_the_network(generation: Generation) -> None:
    base = find_model(PACKAGED).folder
    exact = load_network(base, find_reader_weights())
    tokenizer = prepare_tokenizer(Tokenizer.from_file(str(base / "tokenizer.json")))
    rounded, searcher = CrossEncoder(generation.folder), generation.make_searcher()
    wanted, got = [], []
    for question in QUESTIONS:
        hits = searcher.search(question, 6)
        inputs = pad([pair(tokenizer, question, hit.passage.heading_text, hit.passage.text) for hit in hits])
        with torch.no_grad():
            wanted += Reading(*exact(**{name: torch.from_numpy(values) for name, values in inputs.items()})).answers
        got += [reading.answers for reading in rounded.read([question] * len(hits), hits)]
    assert np.corrcoef(np.array(wanted), np.array(got))[0, 1] > 0.97
    assert np.abs(np.array(wanted) - np.array(got)).mean() < 0.4


def test_what_is_read_with_a_passage_does_not_bear_on_it(generation: Generation) -> None:
    rounded = CrossEncoder(generation.folder)
    hits = generation.make_searcher().search(QUESTIONS[0], 5)
    alone = [rounded.read(QUESTIONS[:1], [hit])[0].answers for hit in hits]
    assert [reading.answers for reading in rounded.read(QUESTIONS[:1] * len(hits), hits)] == alone


def test_a_rounded_graph_is_smaller_than_half_of_the_layers(generation: Generation) -> None:
    # 22.7 million weights, of which the embeddings' 11.9 million stay as they are.
    size = sum(path.stat().st_size for path in generation.folder.glob(f"{GRAPH_FILE}*"))
    assert size < 65_000_000
    assert (generation.folder / TOKENIZER_FILE).is_file()


def test_a_graph_that_reads_otherwise_than_the_network_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "LARGEST_ROUNDING", 0.0)
    with pytest.raises(ModelError, match="differs from the network"):
        export_reader(find_model(PACKAGED).folder, find_reader_weights(), tmp_path)
