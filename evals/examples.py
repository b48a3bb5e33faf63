"""Examples for the reader: a question, a passage, whether and where the passage answers.

The data sets are described in ../shared/data/README.md. Each is cut into three parts by whole articles,
passages or kits: training, tuning and reporting. Nothing that is reported is ever trained or tuned on.
"""

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

Part = Literal["training", "tuning", "reporting"]
PARTS: tuple[Part, ...] = ("training", "tuning", "reporting")

NAME_OR_NUMBER = re.compile(r"\b(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*|\d[\d.,]*\d|\d)\b")
NOT_TOLD = re.compile(r"\bsources? (?:do|does) not\b", re.IGNORECASE)
LONGEST_WORDS = 90  # Of a passage; a longer one is cut around its answer.


class Example(NamedTuple):
    """One question put to one passage."""

    source: str
    question: str
    above: str
    """Title and headings of the passage."""
    passage: str
    answerable: bool
    span: tuple[int, int] | None
    """Of the short answer, in characters of the passage; None where there is none or it is not known."""
    kind: str = ""


def find_part(key: str, tuning: int, reporting: int) -> Part:
    """Return the part that an article or passage belongs to, by a hash of its name.

    Args:
        tuning: Per cent of the keys that are kept for tuning.
        reporting: Per cent that are kept for reporting.
    """
    place = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 100
    if place < reporting:
        return "reporting"
    return "tuning" if place < reporting + tuning else "training"


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Return the records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_near_misses(data: Path, part: Part, whole: bool = False) -> list[Example]:
    """Return questions written on one passage each; by passage 10 % for tuning, 15 % for reporting.

    A passage that stands in the data under several ids belongs to the first part that one of them has,
    training before tuning before reporting.

    Args:
        whole: Leave long passages uncut.
    """
    rows = list(read_lines(data / "near_miss" / "near_miss.jsonl.gz"))
    parts: dict[str, set[Part]] = defaultdict(set)
    for row in rows:
        parts[str(row["passage"])].add(find_part(str(row["passage_id"]), 10, 15))
    examples = []
    for row in rows:
        text = str(row["passage"])
        if next(one for one in PARTS if one in parts[text]) == part:
            answerable = bool(row["answerable"])
            start = int(str(row["answer_start"])) if answerable else 0
            span = (start, start + len(str(row["answer"]))) if answerable else None
            question, title, kind = str(row["question"]), str(row["title"]), str(row["kind"])
            example = Example("near_miss", question, title, text, answerable, span, kind)
            examples.append(example if whole else _cut("near_miss", question, title, text, span, kind))
    return examples


def read_held_passages(data: Path) -> frozenset[str]:
    """Return the passages, whole, of the near misses that are not for training."""
    held = (example for part in PARTS[1:] for example in read_near_misses(data, part, whole=True))
    return frozenset(example.passage for example in held)


def read_squad2(data: Path, part: Part, whole: bool = False) -> list[Example]:
    """Return SQuAD 2.0's questions on their own paragraph, by article.

    Args:
        whole: Leave long paragraphs uncut.
    """
    examples = []
    for row in read_lines(data / "squad" / "squad2.0_dev_a.jsonl.gz"):
        title = str(row["title"])
        if find_squad_part(title) == part:
            span = None if row["is_impossible"] else _first_span(row)
            text, question, above = str(row["context"]), str(row["question"]), title.replace("_", " ")
            example = Example("squad2", question, above, text, span is not None, span)
            examples.append(example if whole else _cut("squad2", question, above, text, span))
    return examples


def find_squad_part(title: str) -> Part:
    """Return the part of an article of the SQuAD 2.0 half."""
    return find_part("squad2:" + title, 15, 30)


def read_squad1(data: Path, count: int, seed: int, left_out: frozenset[str] = frozenset()) -> list[Example]:
    """Return `count` questions of SQuAD 1.1, half of them answerable; for training only.

    The others are made unanswerable: the question is put to the paragraph of the same article that
    holds most of its words, or a name or figure in it is replaced by another of the article.

    Args:
        left_out: Passages that no example may use, since they are kept for reporting.
    """
    rng = random.Random(seed)
    articles: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in read_lines(data / "squad" / "squad1.1_train.jsonl.gz"):
        if str(row["context"]) not in left_out:
            articles[str(row["title"])].append(row)
    examples: list[Example] = []
    titles = sorted(articles)
    while len(examples) < count:
        title = rng.choice(titles)
        row = rng.choice(articles[title])
        question, above, text = str(row["question"]), title.replace("_", " "), str(row["context"])
        kind = len(examples) % 4
        if kind < 2:
            examples.append(_cut("squad1", question, above, text, _first_span(row)))
        elif kind == 2:
            other = _most_alike(question, text, articles[title])
            if other:
                examples.append(_cut("squad1", question, above, other, None, "other paragraph"))
        else:
            swapped = _swap(question, text, [str(one["context"]) for one in articles[title]], rng)
            if swapped:
                examples.append(_cut("squad1", swapped, above, text, None, "swap"))
    return examples


def read_conversations(data: Path, part: Part, left_out: frozenset[str] = frozenset()) -> list[Example]:
    """Return the turns of conversations in their self-contained form; by passage 10 % for tuning, 25 % for reporting.

    What a person would ask next is often not told, which makes them natural near misses. The answers are
    told in other words than the passage's, so most have no span.

    Args:
        left_out: Passages that no example may use, since they are kept for reporting.
    """
    examples = []
    for row in read_lines(data / "conversations" / "conversations.jsonl.gz"):
        text = str(row["passage"])
        turns = row["turns"]
        if find_part("conversations:" + text, 10, 25) != part or text in left_out or not isinstance(turns, list):
            continue
        for turn in turns:
            question, answer = str(turn["rewrite"]), str(turn["answer"]).strip(" .")
            start = text.lower().find(answer.lower())
            span = (start, start + len(answer)) if start >= 0 and answer else None
            answerable = not NOT_TOLD.search(answer)
            if span is not None or not answerable or len(text.split()) <= LONGEST_WORDS:
                example = _cut("conversations", question, str(row["title"]), text, span, str(turn["kind"]))
                examples.append(example._replace(answerable=answerable))
    return examples


def read_disagreements(data: Path, part: Part, left_out: frozenset[str] = frozenset()) -> list[Example]:
    """Return questions on a passage, and on another statement; by passage 10 % for tuning, 40 % for reporting.

    A statement that contradicts the passage or agrees with it answers the question; one of another scope or on
    another thing looks as if it did.

    Args:
        left_out: Passages that no example may use, since they are kept for reporting.
    """
    examples = []
    for row in read_lines(data / "disagreement" / "disagreement.jsonl.gz"):
        passage, relation = str(row["passage"]), str(row["relation"])
        if find_part("disagreement:" + passage, 10, 40) != part or passage in left_out:
            continue
        for text, value, answers in (
            (passage, str(row["a_value"]), True),
            (str(row["b"]), str(row["b_value"]), relation in ("conflict", "agree")),
        ):
            start = max(text.find(str(row["a"])), 0)
            start = text.find(value, start)
            if start >= 0:
                span = (start, start + len(value)) if answers else None
                examples.append(_cut("disagreement", str(row["question"]), str(row["title"]), text, span, relation))
    return examples


def disturb(question: str, rng: random.Random) -> str:
    """Return a question as it is typed in haste: in lower case, without its mark, or with a slip of the finger."""
    if rng.random() < 0.5:
        question = question.lower()
    if rng.random() < 0.5:
        question = question.rstrip("?. ")
    if rng.random() < 0.5:
        words = [match.span() for match in re.finditer(r"[^\W\d_]{5,}", question)]
        if words:
            start, end = rng.choice(words)
            place = rng.randrange(start + 1, end - 1)
            left, right = question[place], question[place + 1]
            slips = (right + left, left, right, left + left + right)  # Swapped, one lost, one doubled.
            question = question[:place] + rng.choice(slips) + question[place + 2 :]
    return question


def _first_span(row: dict[str, object]) -> tuple[int, int]:
    answers = row["answers"]
    if not isinstance(answers, list) or not answers:
        raise ValueError(f"question {row['id']} is answerable and has no answer")
    start = int(answers[0]["answer_start"])
    return start, start + len(answers[0]["text"])


def _most_alike(question: str, own: str, rows: Sequence[dict[str, object]]) -> str | None:
    words = {word for word in re.findall(r"\w+", question.lower()) if len(word) > 3}
    others = {str(row["context"]) for row in rows} - {own}
    if not others or not words:
        return None
    return max(sorted(others), key=lambda text: len(words & set(re.findall(r"\w+", text.lower()))) / len(text) ** 0.3)


def _swap(question: str, passage: str, article: Sequence[str], rng: random.Random) -> str | None:
    """Return the question about another name or figure of the article, None where it names none.

    A replacement comes from the same paragraph where there is one, since that looks most alike.
    """
    named = [match for match in NAME_OR_NUMBER.finditer(question) if match.start() > 0]
    if not named:
        return None
    match = rng.choice(named)
    numeric = match.group()[0].isdigit()
    for text in (passage, rng.choice(article)):
        found = {other.group() for other in NAME_OR_NUMBER.finditer(text) if other.start() > 0}
        like = sorted(
            other
            for other in found
            if other[0].isdigit() == numeric and other not in question and match.group() not in other
            and (not numeric or len(other) == len(match.group()))
        )  # fmt: skip
        if like:
            return question[: match.start()] + rng.choice(like) + question[match.end() :]
    return None


def _cut(source: str, question: str, above: str, passage: str, span: tuple[int, int] | None, kind: str = "") -> Example:
    """Return an example whose passage is at most LONGEST_WORDS long.

    It begins with a sentence, holds the answer where there is one, and holds as many words of the question as
    can be: a near miss that is cut away is none, and where it is cut must not tell whether there is an answer.
    """
    words = [match.span() for match in re.finditer(r"\S+", passage)]
    if len(words) > LONGEST_WORDS:
        first = _find_densest(question, passage, words, span)
        last = min(first + LONGEST_WORDS, len(words)) - 1
        start, end = words[first][0], words[last][1]
        if span is not None and (span[0] < start or span[1] > end):
            start, end = min(start, span[0]), max(end, span[1])
        passage = passage[start:end]
        span = None if span is None else (span[0] - start, span[1] - start)
    return Example(source, question, above, passage, span is not None, span, kind)


def _find_densest(
    question: str, passage: str, words: Sequence[tuple[int, int]], span: tuple[int, int] | None
) -> int:  # fmt: skip
    """Return the word at which the window with most words of the question begins."""
    wanted = {word for word in re.findall(r"\w+", question.lower()) if len(word) > 3}
    hits = [int(not wanted.isdisjoint(re.findall(r"\w+", passage[start:end].lower()))) for start, end in words]
    starts = [place for place in range(len(words)) if place == 0 or passage[words[place - 1][1] - 1] in ".!?"]
    if span is not None:
        holding = [
            place
            for place in starts
            if words[place][0] <= span[0] and words[min(place + LONGEST_WORDS, len(words)) - 1][1] >= span[1]
        ]
        within = next(place for place, (_, end) in enumerate(words) if end > span[0])
        starts = holding or [max(0, within - LONGEST_WORDS // 2)]
    return max(starts, key=lambda start: (sum(hits[start : start + LONGEST_WORDS]), -start))
