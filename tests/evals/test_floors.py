"""The floor: pieces, and the threshold that hindsight would choose."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer
from corpus.document import Document
from evals.estimating import locate_evidence
from evals.floors import PIECE_CHARACTERS, FloorAnswer, cut, estimate_floors, find_best_threshold
from evals.judging import judge
from evals.metrics.metric import Asked
from evals.suite import Sample
from index.encoding import Vectors


class WordEncoder:
    """Texts as the words of a vocabulary that they hold."""

    vocabulary = ("decisions", "delegates", "rain", "rivers")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 4) float32, unit rows, where a text holds any of the words."""
        held = [[word in re.findall(r"[a-z]+", text.lower()) for word in self.vocabulary] for text in texts]
        lengths = [max(1, sum(row)) ** 0.5 for row in held]
        return np.array(
            [[word / length for word in row] for row, length in zip(held, lengths, strict=True)], np.float32
        )


@given(st.text(max_size=1_200))
def test_pieces_are_slices_of_500_characters_and_lose_no_word(text: str) -> None:
    document = Document(id="d", title="", text=text, kind="document", file="d.txt", sha256="0" * 64)
    pieces = cut([document])
    assert all(text[piece.span.start : piece.span.end] == piece.text for piece in pieces)
    assert all(len(piece.text) <= PIECE_CHARACTERS for piece in pieces)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())


def test_the_best_threshold_by_hand() -> None:
    answerable = [True, False, True, False]
    answers = [FloorAnswer(0.9, True), FloorAnswer(0.7, False), FloorAnswer(0.6, True), FloorAnswer(0.2, False)]
    # At 0.2 two are right; at 0.6 three, though 0.7 is answered wrongly; at 0.7 two; at 0.9 three: the lower of equals.
    assert find_best_threshold(answerable, answers) == 0.6


def test_where_nothing_is_right_declining_everything_is_best() -> None:
    answers = [FloorAnswer(0.9, False), FloorAnswer(0.7, False)]
    assert find_best_threshold([True, False], answers) == 0.9
    assert find_best_threshold([False, False], answers) == float("inf")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.3]), st.booleans()), min_size=1, max_size=12))
def test_no_threshold_does_better(rows: list[tuple[bool, float, bool]]) -> None:
    answerable = [row[0] for row in rows]
    answers = [FloorAnswer(score, known and right) for known, score, right in rows]

    def count(threshold: float) -> int:
        return sum(a.right if a.score >= threshold else not known for known, a in zip(answerable, answers, strict=True))

    best = find_best_threshold(answerable, answers)
    assert count(best) == max(count(threshold) for threshold in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 1.0))


def test_the_floor_by_hand(make_sample: Callable[..., Sample], make_answer: Callable[..., Answer]) -> None:
    first = "It adopted 12 decisions." + " -" * 238  # 500 characters.
    second = "There was rain, and some 400 delegates came." + " -" * 228
    third = "Many rivers carried rain."
    document = Document(id="d", title="", text=first + second + third, kind="document", file="d.txt", sha256="0" * 64)
    samples = [
        make_sample(id="found"),  # Cosine 1 with the first piece: right.
        make_sample(id="second", question="Rivers?", any_of=("400",), evidence=("some 400 delegates",)),
        make_sample(id="unknown", question="And the delegates?", answerable=False),
    ]
    evidence = locate_evidence(samples, [document])
    questions = [
        Asked(sample, make_answer(), (), evidence[sample.id], judge(sample, make_answer(), ()), {"d": document})
        for sample in samples
    ]
    dense, bm25 = estimate_floors(questions, WordEncoder())
    estimates = {estimate.name: estimate for estimate in dense.estimates}
    # Both others have 1/√2 with their top piece, so any threshold above that is best: the first and the declined one.
    assert estimates["right"].value == 2 / 3
    assert estimates["auroc"].value == pytest.approx((1 + 0.5) / 2)
    assert (estimates["answer_at_1"].value, estimates["answer_at_1"].n) == (1 / 2, 2)
    assert estimates["answer_at_5"].value == 1.0
    assert estimates["success_at_1"].value == 1 / 2
    # BM25 finds the sentence of the first; no sentence holds a term of "Rivers?" and the wanted one; and it can decline
    # the third only by declining what scores as low.
    right = bm25.find("right")
    assert right is not None
    assert right.value == 2 / 3
    assert bm25.find("nothing") is None
