"""Whether a generation is what was written, and what was asked for."""

import json
from pathlib import Path

from pydantic import ValidationError

from corpus.splitting import Splitting
from index.durable import hash_bytes, hash_file
from index.errors import DamagedIndexError, MissingIndexError, StaleIndexError
from index.layout import CURRENT_FILE, GENERATIONS, suggest_mending
from index.manifest import FORMAT, MANIFEST_CHECKSUM_FILE, MANIFEST_FILE, Manifest
from index.model import find_model


def find_live(root: Path) -> str:
    """Return the name of the live generation.

    Raises:
        MissingIndexError: There is no index.
        DamagedIndexError: It cannot be told which one it is.
    """
    path = root / CURRENT_FILE
    try:
        name = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise MissingIndexError(f"{root}: there is no index; {suggest_mending(root)}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedIndexError(f"{path}: cannot be read: {error}; {suggest_mending(root)}") from error
    if not name.isdigit():
        raise DamagedIndexError(f"{path}: names generation {name!r}, which is not there; {suggest_mending(root)}")
    return name


def read_manifest(root: Path, name: str) -> Manifest:
    """Return the manifest of a generation, which is what was written.

    Raises:
        StaleIndexError: It has another format.
        DamagedIndexError: It is not what was written, or the generation is not there.
    """
    folder = root / GENERATIONS / name
    path, mend = folder / MANIFEST_FILE, suggest_mending(root)
    if not folder.is_dir():
        raise DamagedIndexError(f"{root / CURRENT_FILE}: names generation {name!r}, which is not there; {mend}")
    try:
        data = path.read_bytes()
        if (folder / MANIFEST_CHECKSUM_FILE).read_bytes() != hash_bytes(data).encode():
            raise DamagedIndexError(f"{path}: is not what was written (its checksum differs); {mend}")
        made_as = json.loads(data)["format"]
        if made_as != FORMAT:
            newer = " (a newer Palermo made it; update this one to read it)" if made_as > FORMAT else ""
            raise StaleIndexError(f"{root}: the index has format {made_as}, this Palermo reads {FORMAT}{newer}: {mend}")
        return Manifest.model_validate_json(data)
    except OSError as error:
        raise DamagedIndexError(f"{error.filename}: cannot be read ({error.strerror}); {mend}") from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise StaleIndexError(f"{path}: is no manifest that this Palermo understands: {mend}") from error


def check_made_for(root: Path, manifest: Manifest, model: str, splitting: Splitting) -> None:
    """Check that a generation was made with a model and a splitter.

    Raises:
        StaleIndexError: It was not.
    """
    mend = suggest_mending(root)
    if manifest.splitting != splitting:
        raise StaleIndexError(
            f"{root}: the index was split with {manifest.splitting.name} at {manifest.splitting.longest_words} words, "
            f"wanted {splitting.name} at {splitting.longest_words}: {mend}"
        )
    if manifest.model.name != model:
        raise StaleIndexError(
            f"{root}: the index was made with the model {manifest.model.name}, wanted {model}: {mend}"
        )
    if manifest.model.graph:
        return  # Questions are encoded by what the generation holds.
    files = find_model(model)
    if files.sha256 != manifest.model.sha256:
        raise StaleIndexError(f"{root}: the weights of {model} are not those the index was made with: {mend}")
    if files.configuration_sha256 != manifest.model.configuration_sha256:
        raise StaleIndexError(
            f"{root}: the tokenizer or configuration of {model} is not the one the index was made with: {mend}"
        )


def verify_files(root: Path, name: str, manifest: Manifest) -> None:
    """Check that every file of a generation is what was written.

    Raises:
        DamagedIndexError: One is not; it is named.
    """
    for file, record in manifest.files.items():
        path = root / GENERATIONS / name / file
        try:
            size = path.stat().st_size
            damage = f"has {size:,} bytes, {record.size:,} were written" if size != record.size else None
            if damage is None and hash_file(path) != record.sha256:
                damage = "is not what was written (its checksum differs)"
        except OSError as error:
            damage = f"cannot be read ({error.strerror or error})"
        if damage:
            raise DamagedIndexError(f"{path}: {damage}; {suggest_mending(root)}")
