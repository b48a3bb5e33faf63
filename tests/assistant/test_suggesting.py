"""Questions that are suggested: proposed by the texts, answered when the index is made, and leading on."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from assistant.answer import Citation
from assistant.answering import Assistant, open_assistant
from assistant.indexing import index_collection
from assistant.proposing import propose
from assistant.question import Question, Turn
from assistant.settings import Settings
from assistant.suggesting import MOST_KEPT, Suggestion, read_suggestions, suggest_next
from corpus.blocks import compose
from corpus.collection import Collection
from corpus.document import BlockKind, Document
from corpus.splitting import Splitting, split
from index.filters import Filters
from tests.assistant.conftest import index_texts

TEXTS = {
    "clinics.md": "# The two clinics\n\n## Ossel Bridge Clinic\n\nOpened: 1974\nBeds: 36\nHead: Dr Prosper Vane\n"
    "X-ray: yes, until 8 p.m.\n\n## Carrow Green Clinic\n\nOpened: 1991\nBeds: 24\nHead: Dr Imelda Stroud\n",
    "visitors.md": "# For visitors\n\n## How do visitors pay?\n\nVisitors pay at the cashier's desk, in cash.\n\n"
    "## Where is it?\n\nIt is behind the bridge.\n",
    "brief.txt": "Nothing in particular is said here. It rained.",
}


def propose_of(*parts: tuple[str, BlockKind | None, int], language: str = "en", **known: object) -> list[str]:
    """Return the questions that a text of such parts suggests."""
    text, blocks = compose(parts, language)
    document = Document.model_validate(
        {"id": "a", "title": "A text of ours", "text": text, "kind": "text", "file": "a", "sha256": "",
         "blocks": blocks, "language": language, **known}
    )  # fmt: skip
    return [one.question for one in propose(document, split(document, Splitting()))]


@pytest.mark.parametrize(
    ("title", "line", "question"),
    [
        ("Harbour Protocol", "Entry into force: 3 July 2005", "When did the Harbour Protocol enter into force?"),
        ("Ossel Bridge Clinic", "Beds: 36", "How many beds does Ossel Bridge Clinic have?"),
        ("Fact sheet: The Lamp Fund (1999)", "Founded: 2003", "When was the Lamp Fund founded?"),
        ("Dog's Tooth", "Warden: Solène Duquette", "Who is the warden of Dog's Tooth?"),
    ],
)
def test_a_line_with_a_label_gives_the_question_that_it_answers(title: str, line: str, question: str) -> None:
    assert propose_of((line, BlockKind.LABEL, 0), title=title) == [question]


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Harbour Protocol", "Entry into force: not yet"),
        ("Harbour Protocol", "Beds: many"),
        ("Harbour Protocol", "Head: vacant"),
        ("Harbour Protocol", "Depth: 6 metres"),
        ("DIVE SITE OF THE SOUTH", "Moorings: 8"),
        ("A title that goes on for much longer than anybody would type it", "Parties: 12"),
    ],
)
def test_where_no_natural_question_can_be_made_none_is(title: str, line: str) -> None:
    assert propose_of((line, BlockKind.LABEL, 0), title=title) == []


def test_a_sheet_with_a_long_title_is_named_by_its_treaty() -> None:
    title = "The Protocol against the Noise of Ships, Their Horns and Bells and Other Signals at Sea"
    line = ("Parties: 119", BlockKind.LABEL, 0)
    assert propose_of(line, title=title, instruments=("Noise Protocol",)) == [
        "How many parties does the Noise Protocol have?"
    ]


def test_the_texts_own_questions_are_taken_if_they_can_be_understood_alone() -> None:
    asked = ("How do visitors pay?", "Where did it begin?", "Why are we here today?", "Paying?")
    parts = [part for one in asked for part in ((one, BlockKind.HEADING, 2), ("In cash, at the desk.", None, 0))]
    assert propose_of(*parts) == ["How do visitors pay?"]


def test_names_are_asked_for_once_and_only_in_english() -> None:
    text = (
        "Ghada Waly, Executive Director of the Office, spoke. Ambassador Cortese, President of the session, did, too. "
        "So did Ms Ada Byron, Director of the mill. "
        "The Sharing Portal (SHERLOC) grew; SHERLOC holds laws. Then came the Other Network (OTHNET)."
    )
    assert propose_of((text, None, 0)) == ["Who is Ghada Waly?", "Who is Ada Byron?", "What is SHERLOC?"]
    assert propose_of((text, None, 0), language="fr") == []


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of the texts, with suggestions."""
    return index_texts(tmp_path_factory.mktemp("suggested"), TEXTS, suggest=True)


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Assistant:
    """The assistant over it."""
    return open_assistant(settings)


def test_every_suggestion_is_answered_with_a_quotation_of_its_place(assistant: Assistant) -> None:
    suggestions = read_suggestions(assistant.generation.folder)
    assert 3 <= len(suggestions) <= MOST_KEPT
    assert "suggestions.json" in assistant.generation.manifest.files
    assert {one.document_id for one in suggestions} == {"clinics", "visitors"}
    for one in suggestions:
        answer = assistant.answer(Question(question=one.question))
        assert answer.outcome == "answered"
        best = answer.citations[0]
        assert (best.document_id, best.start, best.end) == (one.document_id, one.start, one.end)


def test_suggestions_are_served_and_an_answer_leads_on_to_others(
    assistant: Assistant, serve_with: Callable[..., httpx.Client]
) -> None:
    client = serve_with(assistant, warm=False)
    starters = client.get("/v1/collection").json()["starters"]
    assert starters[0] in client.get("/").text.replace("&#39;", "'")
    asked = next(starter for starter in starters if "Clinic" in starter)
    following = client.post("/v1/answers", json={"question": asked}).json()["suggestions"]
    assert 2 <= len(following) <= 3
    assert "Clinic" in following[0]
    assert asked not in following
    assert following == client.post("/v1/answers", json={"question": asked}).json()["suggestions"]


def test_a_declined_answer_offers_what_can_be_answered_and_not_what_was_asked(assistant: Assistant) -> None:
    first = assistant.starters[0]
    history = (Turn(role="user", content=first.upper()),)
    declined = assistant.answer(Question(question="What did the moon weigh in 1066?", history=history))
    assert declined.outcome == "abstained"
    assert declined.suggestions
    assert first not in declined.suggestions


def test_filters_bind_suggestions_too(assistant: Assistant) -> None:
    filters = Filters(document_id=("brief",))
    assert assistant.answer(Question(question="What did the moon weigh?", filters=filters)).suggestions == ()


def test_a_collection_that_suggests_nothing_shows_nothing(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index")
    index_collection(settings, Collection("nothing", (), ()), suggest=True)
    assert open_assistant(settings).starters == ()


def cite(document_id: str, start: int, end: int) -> Citation:
    return Citation(
        number=1, document_id=document_id, title="", kind="", published=date(2020, 1, 1), speaker=None,
        start=start, end=end, quote="x" * (end - start),
    )  # fmt: skip


def test_what_leads_on_is_about_something_else_in_the_quoted_documents() -> None:
    known = [
        Suggestion(question=question, document_id=document, start=start, end=start + 5)
        for question, document, start in (("A?", "a", 0), ("B?", "a", 10), ("C?", "b", 0), ("D?", "a", 20))
    ]
    assert suggest_next(known, ["d"], [cite("a", 3, 8)]) == ("B?", "C?")
    assert suggest_next(known, [], [cite("b", 9, 12), cite("a", 3, 8)]) == ("C?", "B?", "D?")
    assert suggest_next(known, [], [], [cite("b", 0, 1)]) == ("C?", "A?", "B?")
    assert suggest_next(known, [], [], [cite("b", 0, 1)], frozenset({"a"})) == ("A?", "B?", "D?")
