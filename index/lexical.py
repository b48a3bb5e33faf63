"""Lexical search: BM25, by tantivy."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from corpus.splitting import Passage
from index.searching import Hit, ScoredPassage, rank
from index.texts import Texts

ANALYZER = "palermo"
HEADING_WEIGHT = 0.5  # Of a match in title or headings, against one in the text.
SHORTEST_FUZZY = 5  # Letters; a shorter word that no text holds is not taken for a misspelt one.
READABLE = 0o644  # Mode of a file: who may not have it is a matter of the folder.
WRITER_BYTES = 64_000_000
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


def make_analyzer(language: str) -> TextAnalyzer:
    """Return what cuts texts and queries into terms: words, in lower case, without accents, stemmed."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    stemmer = STEMMERS.get(language)
    if stemmer:
        builder = builder.filter(Filter.stemmer(stemmer))
    return builder.filter(Filter.ascii_fold()).build()


def make_schema() -> Schema:
    """Return the fields: passage id, document id, text, and what stands above the text."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", stored=True)
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("above", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def write_lexical(folder: Path, passages: Iterable[Passage], language: str) -> None:
    """Write an index into an empty folder; ids are the passages' places, from 0.

    Raises:
        OSError: The files cannot be written.
    """
    try:
        _write(folder, passages, language)
    except ValueError as error:  # All that tantivy raises for a fault of the file system.
        raise OSError(f"{folder.name}: {error}") from error
    for path in folder.iterdir():
        if path.suffix == ".lock":
            path.unlink()
        else:
            path.chmod(READABLE)  # tantivy lets nobody but its writer read some of them.


def _write(folder: Path, passages: Iterable[Passage], language: str) -> None:
    index = Index(make_schema(), path=str(folder))
    index.register_tokenizer(ANALYZER, make_analyzer(language))
    # One thread, so that the same passages always lie in the same segments in the same order.
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for number, passage in enumerate(passages):
        document = Document()
        document.add_unsigned("id", number)
        document.add_text("document", passage.document_id)
        document.add_text("text", passage.text)
        document.add_text("above", passage.heading_text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """An opened index."""

    def __init__(self, folder: Path, language: str) -> None:
        self._analyzer = make_analyzer(language)
        self.schema = make_schema()
        # tantivy writes a lock beside the files that it opens. A generation is never written to, and its
        # reader may not be allowed to: tantivy gets links, and holds the files open once they are gone.
        with TemporaryDirectory(prefix="palermo-") as scratch:
            links = Path(scratch) / "links"
            links.mkdir()
            for path in folder.iterdir():
                (links / path.name).symlink_to(path.resolve())
            index = Index(self.schema, path=str(links), reuse=True)
            index.register_tokenizer(ANALYZER, make_analyzer(language))
            index.config_reader(reload_policy="manual")
            index.reload()
            self.searcher = index.searcher()
            # A thread of tantivy's watches the folder by name, and could lock it while it is removed.
            links.rename(links.with_name("opened"))

    def analyze(self, text: str) -> list[str]:
        """Return the terms of a text, in order."""
        terms: list[str] = self._analyzer.analyze(text)
        return terms

    def holds(self, word: str) -> bool:
        """Return whether all terms of a word stand in some text or heading."""
        return all(
            self.searcher.doc_freq("text", term) or self.searcher.doc_freq("above", term) for term in self.analyze(word)
        )

    def count_passages(self, term: str) -> int:
        """Return how many passages hold a term in their text."""
        return int(self.searcher.doc_freq("text", term))

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self.searcher.num_docs)


def search_passages(
    passages: Sequence[Passage], language: str, queries: Sequence[tuple[str, Sequence[str]]], k: int
) -> list[list[Hit]]:
    """Rank passages that are in no index by BM25, for many queries; ids are the passages' positions.

    Args:
        queries: Each with the ids of the documents that may be found, or none for all.
    """
    with TemporaryDirectory(prefix="palermo-") as scratch:
        write_lexical(Path(scratch), passages, language)
        index = LexicalIndex(Path(scratch), language)
    return [LexicalSearcher(index, None, documents or None).find(query, k) for query, documents in queries]


class LexicalSearcher:
    """Ranks passages by BM25 over text and headings. A word that no text holds is matched to words
    one edit away, so that a misspelt question still finds its passage."""

    def __init__(self, index: LexicalIndex, texts: Texts | None, documents: Sequence[str] | None = None) -> None:
        """
        Args:
            texts: Where the passages are; None if only their ids are wanted.
            documents: Ids of the documents that may be found; None for all.
        """
        self._index = index
        self._texts = texts
        self._documents = documents

    def search(self, query: str, k: int) -> list[ScoredPassage]:
        """Return the `k` passages of highest BM25 score; none where no word of the query occurs."""
        if self._texts is None:
            raise TypeError("a searcher without texts finds only ids")
        return self._texts.score_passages(self.find(query, k))

    def find(self, query: str, k: int) -> list[Hit]:
        """Return the ids and scores of the `k` passages of highest score."""
        terms = sorted(set(self._index.analyze(query)))
        if not terms:
            return []
        clauses = [(Occur.Should, part) for term in terms for part in self._match(term)]
        combined = Query.boolean_query(clauses)
        if self._documents is not None:
            within = Query.term_set_query(self._index.schema, "document", list(self._documents))
            combined = Query.boolean_query([(Occur.Must, combined), (Occur.Must, Query.const_score_query(within, 0.0))])
        return rank(lambda depth: self._fetch(combined, depth), k)

    def _fetch(self, query: Query, depth: int) -> list[Hit]:
        searcher = self._index.searcher
        found = searcher.search(query, limit=depth, count=False).hits
        return [Hit(int(searcher.doc(address)["id"][0]), float(score)) for score, address in found]

    def _match(self, term: str) -> list[Query]:
        schema, searcher = self._index.schema, self._index.searcher
        known = searcher.doc_freq("text", term) or searcher.doc_freq("above", term)
        if known or len(term) < SHORTEST_FUZZY:
            return [
                Query.term_query(schema, "text", term, "freq"),
                Query.boost_query(Query.term_query(schema, "above", term, "freq"), HEADING_WEIGHT),
            ]
        return [
            Query.fuzzy_term_query(schema, "text", term, distance=1),
            Query.boost_query(Query.fuzzy_term_query(schema, "above", term, distance=1), HEADING_WEIGHT),
        ]
