"""Suites that bring their own collection: other people's data, read as ours.

- a BEIR folder: corpus.jsonl, queries.jsonl and qrels/*.tsv (Thakur et al., NeurIPS 2021);
- a SQuAD file: articles, paragraphs, questions (Rajpurkar et al., 2016 and 2018);
- squad-open, clapnq, policyqa, scifact, mtrag and treaties, made of the public data described in the README.

What a question wants is told by what the data has: pieces of text that answer, or documents that do as a whole.
"""

import csv
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus.collection import Collection
from corpus.sentences import split_sentences
from evals.documents import make_collection, make_document
from evals.errors import AbsentDataError, SuiteError
from evals.examples import find_part, find_squad_part, read_lines
from evals.suite import Sample, Split, Suite, read_suite

DATA = Path("../shared/data")
SQUAD_QUESTIONS = 1000
POLICY_QUESTIONS = 600
# The Convention against Transnational Organized Crime and its three Protocols, by their ids in the data.
INSTRUMENTS = ("BWBV0001668", "BWBV0001749", "BWBV0001750", "BWBV0001710")
OTHER_TREATIES = 60  # Among which they have to be found; all 1,116 take an hour to index.

Row = dict[str, Any]


class Source(NamedTuple):
    """A suite, and the collection that it is asked of where it brings one."""

    suite: Suite
    collection: Collection | None


class Origin(NamedTuple):
    """Where a suite that is made of public data comes from."""

    licence: str
    about: str
    make: Callable[[Path], Source]


def read_source(name: str, data: Path = DATA) -> Source:
    """Return a suite by its name, or by the path of a JSONL file, a SQuAD file or a BEIR folder.

    Args:
        data: Folder of the public data.

    Raises:
        SuiteError: The data is broken.
        AbsentDataError: It is not there.
        MisuseError: There is no suite of that name.
    """
    path = Path(name)
    if name in ORIGINS:
        if not data.is_dir():
            raise AbsentDataError(f"{data}: the public data for {name} is not here; see the README")
        return ORIGINS[name].make(data)
    if path.is_dir() and (path / "queries.jsonl").is_file():
        return read_beir(path)
    if path.suffix == ".json":
        return read_squad(path)
    return Source(read_suite(name), None)


def read_squad(path: Path) -> Source:
    """Return a SQuAD file: each article a document, each question with its answers as references.

    Raises:
        AbsentDataError: There is no such file.
        SuiteError: It is no SQuAD file.
    """
    try:
        articles = json.loads(path.read_bytes())["data"]
        rows = [
            {
                "id": question["id"],
                "title": article["title"],
                "context": paragraph["context"],
                "question": question["question"],
                "answers": question.get("answers", []),
                "is_impossible": question.get("is_impossible", False),
            }
            for article in articles
            for paragraph in article["paragraphs"]
            for question in paragraph["qas"]
        ]
    except FileNotFoundError as error:
        raise AbsentDataError(f"{path}: no such suite file") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"{path}: this is no SQuAD file ({error})") from error
    return _make_squad(path.stem, path, rows, rows, {})


def read_beir(folder: Path) -> Source:
    """Return a BEIR folder: a query is answered by the documents that its qrels name.

    Of several files of qrels, those of the test set are read.

    Raises:
        AbsentDataError: A file is missing.
        SuiteError: A line is broken.
    """
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files or not (folder / "corpus.jsonl").is_file():
        raise AbsentDataError(f"{folder}: a BEIR folder has corpus.jsonl, queries.jsonl and qrels/*.tsv")
    chosen = next((file for file in files if file.stem == "test"), files[0])
    relevant: dict[str, list[str]] = defaultdict(list)
    with chosen.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), start=1):
            if number == 1 and row and row[-1] == "score":
                continue
            if len(row) != 3 or not re.fullmatch(r"-?\d+", row[2]):
                raise SuiteError(f"{chosen}:{number}: wanted query, document and a whole number, found {row}")
            if int(row[2]) > 0:
                relevant[row[0]].append(row[1])
    corpus = list(_read_json_lines(folder / "corpus.jsonl", ("_id", "text")))
    queries = list(_read_json_lines(folder / "queries.jsonl", ("_id", "text")))
    documents = [make_document(str(row["_id"]), str(row.get("title") or row["_id"]), row["text"]) for row in corpus]
    samples = [
        Sample(id=row["_id"], question=row["text"], answerable=True, relevant=tuple(relevant[row["_id"]]))
        for row in queries
        if relevant.get(row["_id"])
    ]
    return _make_source(folder.resolve().name, folder, samples, make_collection(folder.resolve().name, documents))


def _read_json_lines(path: Path, fields: Sequence[str]) -> Iterator[Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise AbsentDataError(f"{path}: not there") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SuiteError(f"{path}:{number}: not JSON: {error}") from error
            missing = [field for field in fields if not isinstance(row, dict) or field not in row]
            if missing:
                raise SuiteError(f"{path}:{number}: there is no {', '.join(missing)}")
            yield row


def _make_source(name: str, path: Path, samples: Sequence[Sample], collection: Collection) -> Source:
    if not samples:
        raise SuiteError(f"{path}: there are no questions in it")
    digest = hashlib.sha256("\n".join(sample.model_dump_json() for sample in samples).encode()).hexdigest()
    return Source(Suite(name, path, digest, tuple(samples), tuple(range(1, len(samples) + 1))), collection)


def _make_squad(
    name: str, path: Path, rows: Sequence[Row], asked: Iterable[Row], splits: Mapping[str, Split]
) -> Source:  # fmt: skip
    """Return articles as documents, and the rows that are asked as questions."""
    paragraphs: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        paragraphs[row["title"]][row["context"]] = None
    documents = [
        make_document(title, title.replace("_", " "), "\n\n".join(texts), "article")
        for title, texts in paragraphs.items()
    ]
    samples = [
        Sample(
            id=str(row["id"]),
            question=row["question"],
            answerable=not row["is_impossible"],
            any_of=tuple(dict.fromkeys(make_pattern(answer["text"]) for answer in row["answers"])),
            evidence=tuple(dict.fromkeys(_find_sentences(row["context"], row["answers"]))),
            references=tuple(dict.fromkeys(answer["text"] for answer in row["answers"])),
            tags=("unanswerable",) if row["is_impossible"] else (),
            split=splits.get(row["title"]),
            subject=row["title"],
        )
        for row in asked
    ]
    return _make_source(name, path, samples, make_collection(name, documents))


def make_pattern(text: str) -> str:
    """Return a pattern that finds an answer as a whole, whatever the white space in it."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    return rf"(?<![\w.,]){words}(?!\w|[.,]\d)" if text[:1].isdigit() else rf"(?<!\w){words}(?!\w)"


def _find_sentences(context: str, answers: Iterable[Row]) -> Iterator[str]:
    """Yield the sentences that hold the answers."""
    spans = split_sentences(context, "en")
    for answer in answers:
        start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        held = [span for span in spans if span[0] < end and start < span[1]]
        if held:
            yield context[held[0][0] : held[-1][1]].strip()


def _make_squad_open(data: Path) -> Source:
    path = data / "squad" / "squad2.0_dev_a.jsonl.gz"
    rows = list(_read_gzipped(path))
    splits: dict[str, Split] = {}
    for title in {row["title"] for row in rows}:
        part = find_squad_part(title)
        if part != "training":
            splits[title] = part
    chosen: list[Row] = []
    for impossible in (False, True):
        some = [row for row in rows if row["title"] in splits and row["is_impossible"] is impossible]
        chosen += sorted(some, key=lambda row: _shuffle(row["id"]))[: SQUAD_QUESTIONS // 2]
    return _make_squad("squad-open", path, rows, sorted(chosen, key=lambda row: _shuffle(row["id"])), splits)


def _make_clapnq(data: Path) -> Source:
    path = data / "clapnq" / "clapnq_dev_a.jsonl.gz"
    documents, samples = [], []
    for row in _read_gzipped(path):
        name, passage = str(row["id"]), row["passages"][0]
        documents.append(make_document(name, passage["title"], passage["text"], "article"))
        chosen = [sentence for output in row["output"] for sentence in output.get("selected_sentences") or ()]
        samples.append(
            Sample(
                id=name,
                question=row["input"],
                answerable=bool(row["answerable"]),
                evidence=tuple(dict.fromkeys(chosen)) if row["answerable"] else (),
                documents=(name,),
                tags=() if row["answerable"] else ("unanswerable",),
                split="tuning" if find_part(passage["title"], 30, 70) == "tuning" else "reporting",
                subject=passage["title"],
            )
        )
    return _make_source("clapnq", path, samples, make_collection("clapnq", documents))


def _make_policyqa(data: Path) -> Source:
    path = data / "policyqa" / "policyqa_dev.jsonl.gz"
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    answers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in _read_gzipped(path):
        texts[row["title"]][row["context"]] = None
        for answer in row["answers"]:
            answers[row["title"], row["question"]][answer["text"]] = None
    documents = [make_document(title, title, "\n\n".join(parts), "policy") for title, parts in texts.items()]
    chosen = sorted(answers, key=lambda key: _shuffle("/".join(key)))[:POLICY_QUESTIONS]
    samples = [
        Sample(
            id=f"{title}-{_shuffle(question):08x}",
            question=question,
            answerable=True,
            evidence=tuple(answers[title, question]),
            documents=(title,),
            split="tuning" if find_part(title, 30, 70) == "tuning" else "reporting",
            subject=title,
        )
        for title, question in chosen
    ]
    return _make_source("policyqa", path, samples, make_collection("policyqa", documents))


def _make_scifact(data: Path) -> Source:
    folder = data / "scifact"
    documents = [
        make_document(str(row["doc_id"]), row["title"], " ".join(row["abstract"]), "abstract")
        for row in _read_gzipped(folder / "corpus.jsonl.gz")
    ]
    claims = _read_gzipped(folder / "claims_dev.jsonl.gz")
    samples = [
        Sample(
            id=str(row["id"]),
            question=row["claim"],
            answerable=True,
            relevant=tuple(dict.fromkeys(str(piece["doc_id"]) for piece in row["evidence"])),
            split="reporting",
        )
        for row in claims
        if row["evidence"]
    ]
    return _make_source("scifact", folder, samples, make_collection("scifact", documents))


def _make_mtrag(data: Path) -> Source:
    folder = data / "mtrag"
    documents = [
        make_document(str(row["document_id"]), str(row.get("title") or row["document_id"]), row["text"], "passage")
        for row in _read_gzipped(folder / "gold_passages.jsonl.gz")
    ]
    relevant = {
        row["query_id"]: tuple(name for name, grade in row["qrels"] if int(grade) > 0)
        for row in _read_gzipped(folder / "mtragun_qrels_a.jsonl.gz")
    }
    samples = []
    for row in _read_gzipped(folder / "mtragun_tasks_a.jsonl.gz"):
        *history, question = [turn["text"] for turn in row["input"] if turn["speaker"] == "user"]
        answerable = row["task_id"] in relevant
        if answerable or row["answerability"] == ["UNANSWERABLE"]:
            samples.append(
                Sample(
                    id=row["task_id"],
                    question=question,
                    history=tuple(history),
                    answerable=answerable,
                    relevant=relevant.get(row["task_id"], ()),
                    tags=() if answerable else ("unanswerable",),
                    split="tuning" if find_part(row["conversation_id"], 50, 50) == "tuning" else "reporting",
                    subject=row["conversation_id"],
                )
            )
    return _make_source("mtrag", folder, samples, make_collection("mtrag", documents))


def _make_treaties(data: Path) -> Source:
    folder = data / "treaties"
    texts: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    for row in _read_gzipped(folder / "treaty_articles_en.jsonl.gz"):
        titles[row["treaty"]] = row["title_en"]
        texts[row["treaty"]].append(row["text"])
    others = sorted(texts.keys() - set(INSTRUMENTS), key=_shuffle)[:OTHER_TREATIES]
    documents = [
        make_document(name, titles[name], "\n\n".join(texts[name]), "treaty", markdown=True)
        for name in (*INSTRUMENTS, *others)
    ]
    suite = read_suite("treaties")
    return Source(suite, make_collection("treaties", documents))


def _shuffle(key: str) -> int:
    """Return a number that puts keys in an order without meaning, always the same."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16)


def _read_gzipped(path: Path) -> Iterator[Row]:
    if not path.is_file():
        raise AbsentDataError(f"{path}: this part of the public data is not here; see the README")
    try:
        yield from read_lines(path)
    except (gzip.BadGzipFile, EOFError, ValueError) as error:
        raise SuiteError(f"{path}: cannot be read: {error}") from error


ORIGINS: dict[str, Origin] = {
    "squad-open": Origin("CC BY-SA 4.0", "SQuAD 2.0, articles as one collection", _make_squad_open),
    "clapnq": Origin("Apache-2.0", "CLAPNQ, each question put to its passage", _make_clapnq),
    "policyqa": Origin("MIT; policies for research", "PolicyQA, each question put to one policy", _make_policyqa),
    "mtrag": Origin("Apache-2.0", "MTRAG conversations, retrieval and declining", _make_mtrag),
    "treaties": Origin(
        "the treaties' own texts", "the Convention and its Protocols among other treaties", _make_treaties
    ),
    "scifact": Origin("CC BY 4.0, ODC-BY", "SciFact claims, retrieval of abstracts", _make_scifact),
}
