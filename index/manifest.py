"""What an index generation was made of."""

from pydantic import BaseModel, ConfigDict, Field

from corpus.splitting import Splitting

FORMAT = 4
EXACT_UP_TO = 200_000  # Vectors that are all compared with a query's; see docs/decisions/0008.
MANIFEST_FILE = "manifest.json"
MANIFEST_CHECKSUM_FILE = "manifest.sha256"


class ModelRecord(BaseModel):
    """The embedding model of an index."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="A name or path that sentence-transformers knows, or `packaged`.")
    sha256: str = Field(description="Of the weights file.")
    configuration_sha256: str = Field(description="Of the tokenizer and the other files beside the weights.")
    dimensions: int = Field(gt=0)
    graph: bool = Field(description="Whether questions are encoded by an exported graph in the generation.")


class FileRecord(BaseModel):
    """One file of a generation."""

    model_config = ConfigDict(frozen=True)

    size: int = Field(description="In bytes.")
    sha256: str


class DenseRecord(BaseModel):
    """How the nearest vectors are found."""

    model_config = ConfigDict(frozen=True)

    lists: int | None = Field(default=None, description="That vectors are held in; null where all are compared.")
    probes: int | None = Field(default=None, description="Lists that are looked at for a query.")
    recall: float | None = Field(
        default=None, description="Share of the 10 nearest that is found, measured on passages of the index."
    )

    @property
    def description(self) -> str:
        """In words."""
        if self.recall is None:
            return "exact"
        return f"approximate (recall@10 {self.recall:.3f}, {self.probes} of {self.lists} lists)"


class Manifest(BaseModel):
    """Written last: a generation without one was never finished."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    generation: str = Field(description="Number of the generation, and the start of a hash of its content.")
    collection: str = Field(description="Title of the collection.")
    model: ModelRecord
    splitting: Splitting
    dense: DenseRecord = DenseRecord()
    language: str = Field(description="Language of the lexical index's stemming, ISO 639-1.")
    documents: int
    passages: int
    companions: dict[str, str] = Field(
        default={}, description="What else was made with the index, each with the sha256 of what it was made of."
    )
    companion_files: dict[str, tuple[str, ...]] = Field(default={}, description="The files of each companion.")
    reused: int = Field(default=0, description="Passages whose vectors were taken from the generation before.")
    files: dict[str, FileRecord] = Field(description="By path relative to the generation.")
