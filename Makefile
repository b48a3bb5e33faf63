# Two commands do everything on a fresh machine: `make serve` and `make test`.

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# Address of an index of CPU builds of torch, where the default one has none; see the README.
TORCH_INDEX ?=

BIN := $(VENV)/bin
READY := $(VENV)/.ready

export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: serve test check eval gate screenshots setup clean

serve: $(READY)
	$(BIN)/palermo serve --host $(HOST) --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(READY)
	$(BIN)/palermo-eval run press_kit

# Fails where an answer got worse by more than chance; `palermo-eval baseline RUN` accepts what changed.
gate: $(READY)
	$(BIN)/palermo-eval run press_kit --output runs/gate --no-floors --gate

screenshots: $(READY)
	$(BIN)/python -m tests.screenshots

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt -e '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) .palermo runs .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
