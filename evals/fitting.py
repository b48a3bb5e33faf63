"""Fits the reader's weights and threshold: `python -m evals.fitting --data ../shared/data`.

The network was trained on other parts of the same data, so what it says here is what it says of texts
that it has not seen. Everything is asked of whole collections, through search, as a person would:

- the invented collections written for it, evals/collections/fitting,
- the tuning half of the press kit's suite,
- the passages of near_miss kept for tuning,
- the articles of SQuAD 2.0 kept for tuning.

A logistic regression on the measured features says how probable it is that a sentence answers. Each
collection weighs the same. The threshold is the one that gets most questions right on the invented
collections and the press kit's tuning half, each counted equally.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering import open_checked, open_network
from assistant.composing import LEAST_SHARE, MOST_QUOTATIONS
from assistant.cross_encoding import CrossEncoder
from assistant.following import complete
from assistant.glossary import Glossary
from assistant.indexing import index_collection
from assistant.measuring import FEATURES, Measurer
from assistant.question import Turn
from assistant.reading import Regression, Weights, describe_best, read_passages
from assistant.settings import Settings
from corpus.blocks import compose
from corpus.collection import Collection, find_press_kit, read_collection
from corpus.document import Document
from evals.examples import Example, read_near_misses, read_squad2
from evals.indexing import read_documents
from evals.kits import find_kits, find_written
from evals.locating import Span, locate
from evals.suite import Sample, read_suite
from index.generation import Generation, has_index

PRESS_KIT, NEAR_MISS, SQUAD2 = "press_kit", "near_miss", "squad2"
PASSAGES = frozenset({NEAR_MISS, SQUAD2})  # No collections that a person would ask; the threshold is not for them.
CANDIDATES = 10
MOST_QUESTIONS = 300  # Of a collection.
REGULARISATION = 0.5  # Of the sentences' regression (scikit-learn's C),
REGULARISATION_DECISION = 0.05  # and of the decision's, which has one row a question.
ABOUT_EQUAL = 0.003  # Of the mean share of questions that are right.
AROUND = 20  # Characters beside a short answer that tell which of several places is meant.


class Measured(NamedTuple):
    """One question's sentences."""

    features: NDArray[np.float64]
    answers: NDArray[np.bool_]
    """Whether each sentence holds evidence."""
    answerable: bool


class Asked(NamedTuple):
    """A question, made complete, and where its answer stands."""

    text: str
    answerable: bool
    evidence: tuple[Span, ...]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("runs/fitting"))
    parser.add_argument("--output", type=Path, default=Path("assistant/reader_weights.json"))
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the public data is not here; see the README", file=sys.stderr)
        raise SystemExit(3)
    measured: dict[str, list[Measured]] = {}
    for name, collection, questions in gather(options.data):
        settings = Settings(index=options.cache / name)
        if not has_index(settings.index):
            index_collection(settings, collection)
        generation = open_checked(settings)
        measured[name] = list(measure(generation, open_network(generation), questions))
        print(f"{name}: {len(measured[name])} questions", file=sys.stderr, flush=True)
    weights = fit(measured)
    options.output.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: summarise(rows, weights) for name, rows in measured.items()}, indent=1))


def gather(data: Path) -> Iterator[tuple[str, Collection, list[Asked]]]:
    """Yield the collections with their questions."""
    press_kit = read_collection([find_press_kit()])
    yield PRESS_KIT, press_kit, _ask(press_kit, read_suite(PRESS_KIT).select("tuning"))
    for kit in find_kits(find_written("fitting")):
        collection = read_documents(kit.documents)
        yield kit.name, collection, _ask(collection, read_suite(str(kit.suite)).samples)
    yield NEAR_MISS, *_make_collection(NEAR_MISS, read_near_misses(data, "tuning"))
    yield SQUAD2, *_make_collection(SQUAD2, read_squad2(data, "tuning"))


def _ask(collection: Collection, samples: Sequence[Sample]) -> list[Asked]:
    return [
        Asked(
            complete(sample.question, [Turn(role="user", content=text) for text in sample.history]),
            sample.answerable,
            tuple(span for piece in sample.evidence for span in locate(piece, collection.documents)),
        )
        for sample in samples
    ]


def _make_collection(name: str, examples: Sequence[Example]) -> tuple[Collection, list[Asked]]:
    """Return the passages of examples as documents, and their questions."""
    ids = {passage: f"passage-{number}" for number, passage in enumerate(dict.fromkeys(e.passage for e in examples))}
    documents = {example.passage: _make_document(ids[example.passage], example) for example in examples}
    chosen = random.Random(name).sample(list(examples), min(MOST_QUESTIONS, len(examples)))
    questions = [
        Asked(example.question, example.answerable, _find_answer(documents[example.passage], example))
        for example in chosen
    ]
    return Collection(name, tuple(documents.values()), ()), questions


def _make_document(name: str, example: Example) -> Document:
    text, blocks = compose([(example.passage, None, 0)], "en")
    return Document(id=name, title=example.above, text=text, kind="document", file=name, sha256="", blocks=blocks)


def _find_answer(document: Document, example: Example) -> tuple[Span, ...]:
    if example.span is None:
        return ()
    start, end = example.span
    around = example.passage[max(0, start - AROUND) : end + AROUND]
    return locate(around, [document]) or locate(example.passage[start:end], [document])


def measure(generation: Generation, network: CrossEncoder, questions: Sequence[Asked]) -> Iterator[Measured]:
    """Yield what is measured of the sentences that search finds for each question."""
    glossary, measurer = Glossary(generation), Measurer(generation)
    for question in questions:
        hits = glossary.make_searcher(question.text).search(question.text, CANDIDATES)
        if hits:
            asked = measurer.ask(question.text)
            features = measurer.measure(asked, hits, read_passages(network, asked, hits))
            sentences = [Span(hit.passage.document_id, *span) for hit in hits for span in hit.passage.sentences]
            answers = [any(sentence.overlaps(piece) for piece in question.evidence) for sentence in sentences]
            yield Measured(features, np.array(answers, dtype=np.bool_), question.answerable)


def fit(measured: dict[str, list[Measured]]) -> Weights:
    """Return the weights that tell best which sentences answer, and whether the best one does."""
    rows = [(one, 1.0 / len(questions)) for questions in measured.values() for one in questions]
    features = np.vstack([one.features for one, _ in rows])
    answers = np.concatenate([one.answers for one, _ in rows])
    shares = np.concatenate([np.full(len(one.answers), share / len(one.answers)) for one, share in rows])
    sentences = _regress(features, answers, shares, REGULARISATION)
    best = [(one, sentences.predict(one.features)) for one, _ in rows]
    decision = _regress(
        np.array([describe_best(one.features, probabilities) for one, probabilities in best]),
        np.array([one.answerable and one.answers[probabilities.argmax()] for one, probabilities in best]),
        np.array([share for _, share in rows]),
        REGULARISATION_DECISION,
    )
    weights = Weights(features=FEATURES, sentences=sentences, decision=decision, threshold=0.5)
    return weights.model_copy(update={"threshold": find_threshold(measured, weights)})


def _regress(
    features: NDArray[np.float64], wanted: NDArray[np.bool_], shares: NDArray[np.float64], strength: float
) -> Regression:
    means, scales = features.mean(axis=0), features.std(axis=0)
    scales[scales == 0.0] = 1.0
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit((features - means) / scales, wanted, sample_weight=shares * len(wanted) / shares.sum())
    return Regression(
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        coefficients=tuple(map(float, model.coef_[0])),
        intercept=float(model.intercept_[0]),
    )


def find_threshold(measured: dict[str, list[Measured]], weights: Weights) -> float:
    """Return the least confidence at which answering gets most questions right."""
    judged = [[_judge(one, weights) for one in rows] for name, rows in measured.items() if name not in PASSAGES]

    def score(threshold: float) -> float:
        return sum(float(np.mean([_is_right(*one, threshold) for one in rows])) for rows in judged)

    scores = {round(float(one), 3): score(float(one)) for one in np.linspace(0.02, 0.9, 89)}
    # Of thresholds that do about equally well, the lowest: who declines less is of more use.
    return min(one for one, reached in scores.items() if reached >= max(scores.values()) - ABOUT_EQUAL * len(judged))


def _is_right(confidence: float, right: bool, answerable: bool, threshold: float) -> bool:
    return right if confidence >= threshold else not answerable


def _judge(one: Measured, weights: Weights) -> tuple[float, bool, bool]:
    """Return confidence, whether what would be quoted answers, and whether anything should."""
    probabilities = weights.weigh(one.features)
    best = np.argsort(-probabilities, kind="stable")[:MOST_QUOTATIONS]
    quoted = best[probabilities[best] >= LEAST_SHARE * probabilities[best[0]]]
    return float(probabilities[best[0]]), bool(one.answers[quoted].any()), one.answerable


def summarise(rows: Sequence[Measured], weights: Weights) -> dict[str, float]:
    """Return how well the fitted weights do on the questions they were fitted on; no figure to report."""
    judged = [_judge(one, weights) for one in rows]
    answerable = [one for one in judged if one[2]]
    others = [one for one in judged if not one[2]]
    return {
        "questions": len(judged),
        "what is quoted answers": float(np.mean([right for _, right, _ in answerable])),
        "auroc": float(roc_auc_score([one[2] for one in judged], [one[0] for one in judged])),
        "declined": float(np.mean([confidence < weights.threshold for confidence, _, _ in others])),
        "wrongly declined": float(np.mean([confidence < weights.threshold for confidence, _, _ in answerable])),
    }


if __name__ == "__main__":
    main()
