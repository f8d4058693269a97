# Two commands do everything on a fresh machine with Python 3.11+ and a C compiler:
#   make demo   sets up and shows the answer people discuss
#   make test   sets up and runs linters, types and tests
PYTHON ?= python3
EXAMPLES ?= 3000
SEED ?= 2026
UPDATES ?= 50000
BIN := .venv/bin
READY := .venv/ready

$(READY): pyproject.toml .ci/requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r .ci/requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $(READY)

.PHONY: demo test bench goldens docs lock soak soak-live

demo: $(READY)
	$(BIN)/grund compare nulage nulage-med-stadsdelslyft
	$(BIN)/grund compare fokusomrade stadsdelslyft
	$(BIN)/grund explain "Hässelby gård" insats-handlingsplan --policy nulage-med-stadsdelslyft

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: $(READY)
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-columns=median,min,rounds

# The committed results of the shipped scenarios, and the outputs quoted in the README.
goldens: $(READY)
	$(BIN)/python tests/renew.py

# The longer form of the random agreement test that CI runs in short.
soak: $(READY)
	GRUND_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/test_properties.py --hypothesis-seed=$(SEED) --hypothesis-show-statistics

# The live reading after every one of many random updates: live = from scratch = plain.
soak-live: $(READY)
	$(BIN)/python tests/soak_live.py --updates $(UPDATES) --seed $(SEED)

lock:
	$(BIN)/uv export -q --all-groups --no-emit-project --no-annotate --no-header --format requirements-txt -o .ci/requirements.lock
	rm -f uv.lock
