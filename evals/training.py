"""Trains the reader: `python -m evals.training --data ../shared/data --output runs/reader`.

Seeded and resumable: stopped at any moment, the same command goes on from the last checkpoint. A GPU is
used where there is one. On two CPU cores 25,000 examples take about 40 minutes a pass.
"""

import argparse
import json
import math
import os
import random
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from assistant.cross_encoding import WEIGHTS_FILE
from assistant.network import ReaderNetwork, Reading, load_network, save_network
from assistant.pairing import Pair, pad, pair, prepare_tokenizer
from assistant.settings import Settings
from evals.examples import (
    Example,
    disturb,
    read_conversations,
    read_disagreements,
    read_held_passages,
    read_near_misses,
    read_squad1,
    read_squad2,
)
from evals.indexing import find_or_build, read_documents
from evals.kit_examples import make_examples
from evals.kits import Kit, Use, find_kits, find_written
from evals.suite import read_suite
from index.building import ignore_progress
from index.durable import hash_file
from index.generation import open_generation
from index.model import PACKAGED, find_model

BATCHES: Final[tuple[Use, ...]] = ("training", "training-2", "training-3")  # Of written collections.
WARM_UP = 0.06  # Share of the steps.
BUCKET = 40  # Batches that are sorted by length together.
CHECKPOINT = "checkpoint.pt"
DISTURBED = 0.15  # Share of the questions that are read as if typed in haste.


class Encoded(NamedTuple):
    """An example as token ids."""

    pair: Pair
    answers: float
    start: int
    """Token of the short answer's start; -1 where there is none."""
    end: int


class Plan(NamedTuple):
    """What is fixed for a training run; a checkpoint of another plan is refused."""

    seed: int
    passes: int
    batch: int
    rate: float
    examples: int
    start: str
    """sha256 of the weights that it starts from; nothing for the packaged model."""


def encode_example(tokenizer: Tokenizer, example: Example) -> Encoded:
    """Return the token ids of question and passage, and where the answer stands among them."""
    one = pair(tokenizer, example.question, example.above, example.passage)
    start = end = -1
    if example.span is not None:
        first, last = example.span
        inside = [
            place
            for place, (left, right) in enumerate(one.offsets)
            if one.passage[place] and right > first and left < last
        ]
        if inside:
            start, end = inside[0], inside[-1]
    told = example.span is None or start >= 0  # Not where the answer was cut off.
    return Encoded(one, float(example.answerable and told), start, end)


def make_batch(rows: Sequence[Encoded], device: torch.device) -> tuple[dict[str, Tensor], Tensor, Tensor, Tensor]:
    """Return padded inputs, and the wanted answers, starts and ends."""
    inputs = {name: torch.from_numpy(values).to(device) for name, values in pad([row.pair for row in rows]).items()}
    answers = torch.tensor([row.answers for row in rows], device=device)
    starts = torch.tensor([row.start for row in rows], device=device)
    ends = torch.tensor([row.end for row in rows], device=device)
    return inputs, answers, starts, ends


def find_loss(reading: Reading, answers: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """Return cross-entropy of the answer, counted double, and of its first and last token where there is one."""
    loss = 2.0 * nn.functional.binary_cross_entropy_with_logits(reading.answers.float(), answers)
    if bool((starts >= 0).any()):
        first = nn.functional.cross_entropy(reading.starts.float(), starts, ignore_index=-1)
        last = nn.functional.cross_entropy(reading.ends.float(), ends, ignore_index=-1)
        loss = loss + 0.5 * (first + last)
    return loss


def order_batches(lengths: Sequence[int], plan: Plan, number: int) -> list[list[int]]:
    """Return a pass's batches: shuffled, but alike in length inside each."""
    rng = random.Random(f"{plan.seed}/{number}")
    places = list(range(len(lengths)))
    rng.shuffle(places)
    batches: list[list[int]] = []
    for start in range(0, len(places), plan.batch * BUCKET):
        bucket = sorted(places[start : start + plan.batch * BUCKET], key=lambda place: lengths[place])
        batches += [bucket[first : first + plan.batch] for first in range(0, len(bucket), plan.batch)]
    rng.shuffle(batches)
    return batches


def train(
    examples: Sequence[Example], plan: Plan, output: Path, steps: int | None = None, start: Path | None = None
) -> ReaderNetwork:
    """Train to the plan's end, or for so many more steps, and return the network.

    Args:
        start: Weights of an earlier training to go on from; the packaged model if not given.
        output: Folder of the checkpoint and, at the end, the weights.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(os.cpu_count() or 1)  # FAISS's own setting, one thread, would hold for torch too.
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    base = find_model(PACKAGED).folder
    tokenizer = prepare_tokenizer(Tokenizer.from_file(str(base / "tokenizer.json")))
    rows = [encode_example(tokenizer, example) for example in examples]
    lengths = [len(row.pair.ids) for row in rows]
    network = (load_network(base, start) if start else ReaderNetwork(base)).to(device).train()
    batches = [batch for number in range(plan.passes) for batch in order_batches(lengths, plan, number)]
    heads = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("encoder")]
    body = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": heads, "lr": 10 * plan.rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _scale(step, len(batches)))
    done = _resume(output / CHECKPOINT, plan, network, optimizer, schedule)
    last = len(batches) if steps is None else min(len(batches), done + steps)
    began, seen = time.monotonic(), 0
    running = 0.0
    for step in range(done, last):
        inputs, answers, starts, ends = make_batch([rows[place] for place in batches[step]], device)
        torch.manual_seed(plan.seed * 1_000_003 + step)  # Dropout, the same after a resumption.
        with torch.autocast(device.type, dtype=torch.bfloat16):
            reading = network(**inputs)
        loss = find_loss(Reading(*reading), answers, starts, ends)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimizer.step()
        schedule.step()
        running, seen = 0.98 * running + 0.02 * float(loss.detach()), seen + len(answers)
        if (step + 1) % 25 == 0:
            pace = seen / (time.monotonic() - began)
            left = (last - step - 1) * plan.batch / pace / 60
            message = f"step {step + 1}/{len(batches)} loss {running:.3f} {pace:.1f} examples/s {left:.0f} min left"
            print(message, file=sys.stderr, flush=True)
        if (step + 1) % 100 == 0 or step + 1 == last:
            _save(output / CHECKPOINT, plan, step + 1, network, optimizer, schedule)
    if last == len(batches):
        save_network(network, output / WEIGHTS_FILE)
    return network.eval()


def _scale(step: int, steps: int) -> float:
    warm = max(1, math.ceil(WARM_UP * steps))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def _save(path: Path, plan: Plan, step: int, network: nn.Module, optimizer: object, schedule: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    state = {"plan": list(plan), "step": step, "network": network.state_dict()}
    state |= {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}  # type: ignore[attr-defined]
    torch.save(state, draft)
    draft.replace(path)


def _resume(path: Path, plan: Plan, network: nn.Module, optimizer: object, schedule: object) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    if state["plan"] != list(plan):
        raise SystemExit(
            f"{path}: was made by another plan {state['plan']}, this is {list(plan)}: name another --output"
        )
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])  # type: ignore[attr-defined]
    schedule.load_state_dict(state["schedule"])  # type: ignore[attr-defined]
    return int(state["step"])


def gather(
    data: Path,
    cache: Path,
    squad: int,
    seed: int,
    most: int | None = None,
    earlier: int | None = None,
    batches: int = len(BATCHES),
) -> list[Example]:
    """Return the training examples of all sources, some of their questions as if typed in haste.

    Args:
        squad: Examples made of SQuAD 1.1.
        most: Of the examples that put a question to a single passage, so many chosen at random; all if not given.
        earlier: Of the examples of the kits and all batches of written collections but the last, likewise.
        batches: Of written collections that are used.
    """
    rng = random.Random(seed)
    held = read_held_passages(data)
    examples = read_near_misses(data, "training") + read_squad2(data, "training")
    examples += read_squad1(data, squad, seed, held) + read_conversations(data, "training", held)
    examples += read_disagreements(data, "training", held)
    examples = _choose(examples, most, rng)
    *before, last = [find_kits(find_written(name)) for name in BATCHES[:batches]]
    tuning = [kit for kit in find_kits(data / "kits") if kit.split == "tuning"]
    known = [kit for kits in (tuning, *before) for kit in kits]
    examples += _choose([example for kit in known for example in _read_kit(kit, cache)], earlier, rng)
    examples += [example for kit in last for example in _read_kit(kit, cache)]
    return [
        one._replace(question=disturb(one.question, rng)) if rng.random() < DISTURBED else one for one in examples
    ]  # fmt: skip


def _choose(examples: list[Example], most: int | None, rng: random.Random) -> list[Example]:
    return examples if most is None or most >= len(examples) else rng.sample(examples, most)


def _read_kit(kit: Kit, cache: Path) -> list[Example]:
    settings = Settings()
    root = find_or_build(kit.name, read_documents(kit.documents), settings, ignore_progress, cache)
    with closing(open_generation(root, settings.model, settings.splitting)) as generation:
        return list(make_examples(generation, read_suite(str(kit.suite)).samples, kit.name))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--output", type=Path, default=Path("runs/reader"))
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--squad", type=int, default=10_000, help="examples made of SQuAD 1.1")
    parser.add_argument("--passages", type=int, help="examples of single passages, SQuAD's among them; all by default")
    parser.add_argument("--batches", type=int, default=len(BATCHES), help="batches of collections that are used")
    parser.add_argument("--earlier", type=int, help="examples of all batches but the last; all by default")
    parser.add_argument("--seed", type=int, default=20201012)
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    parser.add_argument("--steps", type=int, help="stop after so many more steps")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the public data is not here; see the README", file=sys.stderr)
        raise SystemExit(3)
    examples = gather(
        options.data,
        options.output / "indexes",
        options.squad,
        options.seed,
        options.passages,
        options.earlier,
        options.batches,
    )
    sources = {source: sum(example.source == source for example in examples) for source in {e.source for e in examples}}
    print(
        json.dumps(sources, sort_keys=True),
        f"{np.mean([e.answerable for e in examples]):.2f} answerable",
        file=sys.stderr,
    )
    start = hash_file(options.start) if options.start else ""
    plan = Plan(options.seed, options.passes, options.batch, options.rate, len(examples), start)
    options.output.mkdir(parents=True, exist_ok=True)
    train(examples, plan, options.output, options.steps, options.start)


if __name__ == "__main__":
    main()
