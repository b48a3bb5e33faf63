"""Texts in, unit vectors out.

Passages are encoded by sentence-transformers when an index is built. Questions are encoded by a graph
exported from the same weights, since importing sentence-transformers takes seconds and half a gigabyte
that nobody should wait for who asks one question.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.durable import write_file
from index.errors import ModelError
from index.graphs import Graph, export_network

Vectors = NDArray[np.float32]

BATCH = 32
GRAPH_FILE = "question_encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"
LOWEST_AGREEMENT = 0.9999  # Cosine of a text's vector from the graph with the one from the model.


class Encoder(Protocol):
    """What turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimensions) float32, unit rows."""
        ...


def ignore_progress(done: int) -> None:
    """Report nothing."""


class SentenceEncoder:
    """A sentence-transformers model."""

    def __init__(self, folder: Path) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        torch.set_num_threads(os.cpu_count() or 1)  # FAISS's own setting, one thread, would hold for torch too.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.dimensions = int(self._encode_batch(["a"]).shape[1])

    def encode(self, texts: Sequence[str], report: Callable[[int], None] = ignore_progress) -> Vectors:
        """Return (n, dimensions) float32, unit rows; `report` is told how many texts are done."""
        return _encode_in_batches(texts, self._encode_batch, self.dimensions, report)

    def _encode_batch(self, texts: list[str]) -> Vectors:
        vectors = self.model.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


class GraphEncoder:
    """An exported graph with its tokenizer, run by onnxruntime."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._graph = Graph(folder / GRAPH_FILE)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_padding()
        self.dimensions = int(self._encode_batch(["a"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimensions) float32, unit rows."""
        return _encode_in_batches(texts, self._encode_batch, self.dimensions)

    def _encode_batch(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([token.ids for token in tokens], dtype=np.int64),
            "attention_mask": np.array([token.attention_mask for token in tokens], dtype=np.int64),
        }
        (vectors,) = self._graph.run(["embedding"], feed)
        return vectors


def _encode_in_batches(
    texts: Sequence[str],
    encode_batch: Callable[[list[str]], Vectors],
    dimensions: int,
    report: Callable[[int], None] = ignore_progress,
) -> Vectors:
    """Return the vectors of texts, encoded with others of about their length: padding costs time."""
    vectors = np.empty((len(texts), dimensions), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        vectors[places] = encode_batch([texts[place] for place in places])
        report(start + len(places))
    return vectors


def export_graph(encoder: SentenceEncoder, folder: Path) -> None:
    """Write a model's graph and tokenizer into a folder.

    The graph takes token ids and attention mask and gives unit sentence vectors by mean pooling.

    Raises:
        ModelError: The model is not built of a transformer, mean pooling and, it may be, normalising.
        OSError: The files cannot be written.
    """
    import torch

    modules = list(encoder.model)
    names = [type(module).__name__ for module in modules]
    pooling = encoder.model[1] if len(modules) > 1 else None
    if names not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]) or not _pools_mean(pooling):
        raise ModelError(f"only a transformer with mean pooling is exported; this model is {' + '.join(names)}")

    class Pooled(torch.nn.Module):
        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(pooled, dim=1)

    network = Pooled(encoder.model[0].get_submodule("model"))
    export_network(network, folder / GRAPH_FILE, ["input_ids", "attention_mask"], {"embedding": {0: "batch"}})
    tokenizer = encoder.model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=encoder.model.max_seq_length)
    write_file(folder / TOKENIZER_FILE, tokenizer.to_str().encode())


def check_graph(graph: Encoder, texts: Sequence[str], vectors: Vectors) -> float:
    """Return the lowest cosine of the graph's vectors of some texts with the model's; 1 of none.

    Args:
        vectors: (n, dimensions) float32, unit rows: the model's.

    Raises:
        ModelError: They do not agree.
    """
    if not texts:
        return 1.0
    # One at a time, since a batch of long texts takes half a gigabyte.
    encoded = np.vstack([graph.encode([text]) for text in texts])
    lowest = float((encoded * vectors).sum(axis=1).min())
    if not lowest > LOWEST_AGREEMENT:
        raise ModelError(f"the exported graph differs from the model: cosine {lowest:.6f}, wanted {LOWEST_AGREEMENT}")
    return lowest


def _pools_mean(pooling: object) -> bool:
    mode = getattr(pooling, "pooling_mode", None)
    return mode == "mean" or mode == ("mean",)
