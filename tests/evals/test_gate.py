"""The gate catches regressions that are planted, each by the metric that should, and lets an unchanged system through.

The tuning half of the press kit's suite is asked; few passages are read for each question, to save time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation
from assistant.answering import Assistant, Step, open_checked
from assistant.cross_encoding import CrossEncoder, PassageReading
from assistant.measuring import Measurer
from assistant.question import Question
from assistant.reading import TrainedReader, load_weights
from assistant.settings import Settings
from evals.comparing import Recorded, compare_recorded
from evals.estimating import Report, estimate_part, join_run, record_judgement
from evals.metrics.following import FOLLOWED
from evals.metrics.metric import Asked
from evals.predicting import RANKED, System, ask
from evals.recording import Prediction, Ranking
from evals.suite import Sample, read_suite
from evals.systems import LocalSystem
from index.filters import Filters
from index.generation import Generation, Mode
from index.searching import ScoredPassage

CANDIDATES = 4

Searched = list[ScoredPassage]


class Remembering(CrossEncoder):
    """Reads each pair of question and passage once, since the systems below read the same ones again and again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._known: dict[tuple[str, str, str], PassageReading] = {}

    def read(self, questions: Sequence[str], hits: Sequence[ScoredPassage]) -> list[PassageReading]:
        """Read."""
        pairs = zip(questions, hits, strict=True)
        keys = [(question, hit.passage.heading_text, hit.passage.text) for question, hit in pairs]
        new = [place for place, key in enumerate(keys) if key not in self._known]
        readings = super().read([questions[place] for place in new], [hits[place] for place in new])
        self._known |= {keys[place]: reading for place, reading in zip(new, readings, strict=True)}
        return [self._known[key] for key in keys]


class DenseOff(Assistant):
    """Searches by words alone."""

    def search(self, query: str, k: int, mode: Mode = "hybrid", filters: Filters | None = None) -> Searched:
        """Search."""
        return super().search(query, k, "lexical", filters)


class QuestionCut(Assistant):
    """Searches by meaning alone, and by no more than the first word of a question."""

    def search(self, query: str, k: int, mode: Mode = "hybrid", filters: Filters | None = None) -> Searched:
        """Search."""
        return super().search(query.split()[0], k, "dense", filters)


class DocumentDropped(Assistant):
    """Has lost a document: the list of achievements."""

    def search(self, query: str, k: int, mode: Mode = "hybrid", filters: Filters | None = None) -> Searched:
        """Search."""
        found = super().search(query, 5 * k, mode, filters)
        return [hit for hit in found if hit.passage.document_id != "achievements"][:k]


class Forgetful(Assistant):
    """Searches follow-ups without their history."""

    def answer_in_steps(self, question: Question) -> Iterator[Step]:
        """Answer."""
        return super().answer_in_steps(question.model_copy(update={"history": ()}))


@pytest.fixture(scope="module")
def samples() -> tuple[Sample, ...]:
    return read_suite("press_kit").select("tuning")


@pytest.fixture(scope="module")
def make_system(press_kit_index: Path) -> Iterator[Callable[..., System]]:
    settings = Settings(index=press_kit_index, candidates=CANDIDATES)
    generation: Generation = open_checked(settings)
    weights = load_weights()
    reader = TrainedReader(Remembering(generation.folder), Measurer(generation), weights)

    def make(kind: type[Assistant] = Assistant, threshold: float = weights.threshold) -> System:
        return LocalSystem(kind(generation, reader, threshold, CANDIDATES), settings)

    with closing(generation):
        yield make


def run(system: System, samples: Sequence[Sample]) -> tuple[Asked, ...]:
    """Return what a system makes of the questions."""
    answers = [ask(system, sample) for sample in samples]
    rankings = [
        Ranking(id=sample.id, passages=system.rank(answer.query, RANKED, Filters()))
        for sample, answer in zip(samples, answers, strict=True)
    ]
    predictions = [Prediction(id=sample.id, answer=one) for sample, one in zip(samples, answers, strict=True)]
    return join_run(samples, predictions, rankings, {document.id: document for document in system.documents})


def record(questions: Sequence[Asked]) -> Recorded:
    """Return a run as it is compared."""
    part = estimate_part("tuning", questions)
    return Recorded(
        suite="press_kit",
        suite_sha256="",
        split="tuning",
        report=Report(suite="press_kit", suite_sha256="", generation="", parts=(part,)),
        judgements=tuple(record_judgement(asked) for asked in questions),
        questions={},
        answers={},
    )


@pytest.fixture(scope="module")
def unchanged(make_system: Callable[..., System], samples: tuple[Sample, ...]) -> tuple[Asked, ...]:
    return run(make_system(), samples)


def find_worse(before: Sequence[Asked], after: Sequence[Asked]) -> tuple[str, ...]:
    return compare_recorded(record(before), record(after)).worse


def test_an_unchanged_system_passes(
    unchanged: tuple[Asked, ...], make_system: Callable[..., System], samples: tuple[Sample, ...]
) -> None:
    again = run(make_system(), samples)
    comparison = compare_recorded(record(unchanged), record(again))
    assert (comparison.worse, comparison.flips) == ((), ())
    assert all(change.lost == change.won == 0 for change in comparison.changes)


@pytest.mark.parametrize(
    ("kind", "metric"),
    [(DenseOff, "reciprocal_rank"), (QuestionCut, "reciprocal_rank")],
)
def test_worse_search_is_caught(
    kind: type[Assistant],
    metric: str,
    unchanged: tuple[Asked, ...],
    make_system: Callable[..., System],
    samples: tuple[Sample, ...],
) -> None:
    assert metric in find_worse(unchanged, run(make_system(kind), samples))


def test_a_document_dropped_is_caught_by_what_is_right(make_system: Callable[..., System]) -> None:
    # Half of the suite asks that document too few questions to tell it from chance.
    whole = read_suite("press_kit").samples
    assert "right" in find_worse(run(make_system(), whole), run(make_system(DocumentDropped), whole))


def test_a_lowered_threshold_is_caught_by_what_is_declined(
    unchanged: tuple[Asked, ...], make_system: Callable[..., System], samples: tuple[Sample, ...]
) -> None:
    assert "declined" in find_worse(unchanged, run(make_system(threshold=0.0), samples))


def test_a_raised_threshold_is_caught_by_what_is_wrongly_declined(
    unchanged: tuple[Asked, ...], make_system: Callable[..., System], samples: tuple[Sample, ...]
) -> None:
    assert "wrongly_declined" in find_worse(unchanged, run(make_system(threshold=0.95), samples))


def test_forgotten_history_is_caught_by_the_ranking(make_system: Callable[..., System]) -> None:
    # The share of follow-ups that are right falls too, but there are too few of them to tell it from chance.
    follow_ups = [sample for sample in read_suite("press_kit").samples if sample.history]
    before, after = run(make_system(), follow_ups), run(make_system(Forgetful), follow_ups)
    assert "reciprocal_rank" in find_worse(before, after)
    values = [FOLLOWED.estimate(questions).value for questions in (before, after)]
    assert values[0] is not None
    assert values[1] is not None
    assert values[1] < values[0]


def change(questions: Sequence[Asked], alter: Callable[[Answer], Answer]) -> tuple[Asked, ...]:
    """Return the questions with other answers, judged anew."""
    documents = questions[0].documents
    samples = [asked.sample for asked in questions]
    rankings = [
        Ranking(
            id=asked.sample.id,
            passages=tuple({**span._asdict(), "score": 1.0} for span in asked.ranking),  # type: ignore[misc]
        )
        for asked in questions
    ]
    predictions = [Prediction(id=asked.sample.id, answer=alter(asked.answer)) for asked in questions]
    return join_run(samples, predictions, rankings, documents)


def test_shifted_offsets_are_caught_by_the_quotes(unchanged: tuple[Asked, ...]) -> None:
    def shift(answer: Answer) -> Answer:
        moved: list[Citation] = [
            citation.model_copy(update={"start": citation.start + 1, "end": citation.end + 1})
            for citation in answer.citations
        ]
        return answer.model_copy(update={"citations": tuple(moved)})

    assert "exact_quotes" in find_worse(unchanged, change(unchanged, shift))


def test_swapped_citations_are_caught_by_citation_recall(unchanged: tuple[Asked, ...]) -> None:
    def swap(answer: Answer) -> Answer:
        told = [statement.citations for statement in answer.statements]
        swapped = [
            statement.model_copy(update={"citations": other})
            for statement, other in zip(answer.statements, told[1:] + told[:1], strict=True)
        ]
        return answer.model_copy(update={"statements": tuple(swapped)})

    assert "citation_recall" in find_worse(unchanged, change(unchanged, swap))
