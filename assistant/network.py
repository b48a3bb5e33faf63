"""The reader's network: a question and a passage in, whether and where the passage answers out.

A cross-encoder on the packaged all-MiniLM-L6-v2: its six layers, fine-tuned, with two small heads. The
embeddings stay the packaged ones, so that only the layers and heads are shipped. torch is needed to
train and to export, never to answer.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel
from transformers.utils.logging import set_verbosity_error

from assistant.cross_encoding import GRAPH_FILE, TOKENIZER_FILE
from assistant.pairing import Integers, pad, pair, prepare_tokenizer
from index.durable import write_file
from index.errors import ModelError
from index.graphs import Graph, export_network, quantise

UNLIKELY = -1e4  # Logit of a token that is no part of the passage.
INPUTS = ("input_ids", "attention_mask", "token_type_ids", "passage")
LARGEST_DIFFERENCE = 1e-2  # Of a logit, between the network and its exported graph,
LARGEST_ROUNDING = 2.0  # or the graph whose weights are rounded to 8 bits.
CHECKED = (
    ("When did it enter into force?", "Fact sheet", "Entry into force: 3 July 2005, as article 18 says."),
    ("Who opened the session?", "Press release\n12 October 2020", "Ghada Waly opened the tenth session in Vienna."),
    ("Why?", "", "Criminals are seeking to profit from the crisis. And it is especially vital now."),
)


class Reading(NamedTuple):
    """What the network says of a batch."""

    answers: Tensor
    """(batch,) logits that the passage answers the question."""
    starts: Tensor
    """(batch, length) logits that the short answer starts at a token; UNLIKELY outside the passage."""
    ends: Tensor
    """(batch, length) the same for its last token."""


class ReaderNetwork(nn.Module):
    """Transformer layers with a head for the whole pair and one for each token."""

    def __init__(self, base: Path) -> None:
        """
        Args:
            base: Folder of the packaged model.
        """
        super().__init__()
        set_verbosity_error()  # type: ignore[no-untyped-call]  # It would report the packaged model's pooler, which nobody uses, at length.
        config = AutoConfig.from_pretrained(base, local_files_only=True)
        self.encoder = AutoModel.from_pretrained(base, config=config, add_pooling_layer=False, local_files_only=True)
        size = config.hidden_size
        self.pair = nn.Sequential(nn.Linear(2 * size, size), nn.Tanh(), nn.Dropout(0.1), nn.Linear(size, 1))
        self.spans = nn.Linear(size, 2)
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor, passage: Tensor) -> Reading:
        """
        Args:
            input_ids: (batch, length) token ids of "[CLS] question [SEP] passage [SEP]".
            attention_mask: (batch, length) 1 for tokens, 0 for padding.
            token_type_ids: (batch, length) 0 for the question, 1 for the passage.
            passage: (batch, length) 1 for tokens of the passage itself, 0 for what stands above it.
        """
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        inside = passage.to(hidden.dtype)
        logits = self.spans(hidden) + (1.0 - inside).unsqueeze(-1) * UNLIKELY
        starts, ends = logits[..., 0], logits[..., 1]
        # What the passage says at the place of the best span, beside the pair as a whole.
        weights = torch.softmax((starts + ends).float(), dim=1).to(hidden.dtype)
        place = (weights.unsqueeze(-1) * hidden).sum(1)
        answers = self.pair(torch.cat([hidden[:, 0], place], dim=1)).squeeze(-1)
        return Reading(answers, starts, ends)

    def trained(self) -> dict[str, Tensor]:
        """Return the weights that training changes: all but the packaged embeddings."""
        return {name: tensor for name, tensor in self.state_dict().items() if not name.startswith("encoder.embeddings")}


def save_network(network: ReaderNetwork, path: Path) -> None:
    """Write the trained weights, 16 bits a number."""
    save_file({name: tensor.to(torch.float16).contiguous() for name, tensor in network.trained().items()}, path)


def load_network(base: Path, path: Path) -> ReaderNetwork:
    """Return the network with trained weights, ready to read."""
    network = ReaderNetwork(base)
    weights = {name: tensor.to(torch.float32) for name, tensor in load_file(path).items()}
    missing, unexpected = network.load_state_dict(weights, strict=False)
    wrong = [name for name in missing if not name.startswith("encoder.embeddings")] + list(unexpected)
    if wrong:
        raise ValueError(f"{path}: not the weights of this network: {', '.join(wrong[:3])}")
    return network.eval()


def export_reader(base: Path, weights: Path, folder: Path) -> None:
    """Write the network's graph, rounded to 8 bits, and its tokenizer into a folder.

    Raises:
        ModelError: The graph does not read as the network does, or the rounded one not nearly so.
        OSError: The files cannot be written.
    """
    network = load_network(base, weights)
    outputs = {"answers": {0: "batch"}, "starts": {0: "batch", 1: "length"}, "ends": {0: "batch", 1: "length"}}
    write_file(folder / TOKENIZER_FILE, (base / "tokenizer.json").read_bytes())
    tokenizer = prepare_tokenizer(Tokenizer.from_file(str(folder / TOKENIZER_FILE)))
    inputs = pad([pair(tokenizer, *example) for example in CHECKED])
    with torch.no_grad():
        wanted = Reading(*network(**{name: torch.from_numpy(values) for name, values in inputs.items()}))
    with TemporaryDirectory(prefix="palermo-") as scratch:
        exact = Path(scratch) / GRAPH_FILE
        export_network(network, exact, INPUTS, outputs)
        quantise(exact, folder / GRAPH_FILE)
        _check(exact, inputs, wanted, LARGEST_DIFFERENCE)
    _check(folder / GRAPH_FILE, inputs, wanted, LARGEST_ROUNDING)


def _check(path: Path, inputs: dict[str, Integers], wanted: Reading, most: float) -> None:
    results = Graph(path).run(list(Reading._fields), inputs)
    for name, want, got in zip(Reading._fields, wanted, results, strict=True):
        difference = float(np.abs(want.numpy() - got).max())
        if not difference < most:
            raise ModelError(f"{path.name}: differs from the network in {name} by {difference:.6f}")
