# Two commands do everything on a fresh machine with Python 3.11+ and a C compiler:
#   make demo   installs what a user needs, and shows the answer people discuss
#   make test   installs the rest, and runs linters, types and tests
PYTHON ?= python3
EXAMPLES ?= 3000
SEED ?= 2026
UPDATES ?= 50000
BIN := .venv/bin
USER_READY := .venv/user-ready
READY := .venv/ready
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check

# durable-rules names a function that Python 3.13 took away; its successor takes the same arguments.
ifeq ($(shell $(PYTHON) -c "import sys; print(sys.version_info >= (3, 13))"),True)
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
endif

$(USER_READY): pyproject.toml .ci/requirements-user.lock
	@echo "Setting up .venv: what a user needs (about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r .ci/requirements-user.lock
	@$(PIP) --no-deps -e .
	@touch $(USER_READY)

$(READY): $(USER_READY) .ci/requirements.lock
	@echo "Setting up .venv: what the tests need (a few minutes)"
	@$(PIP) --require-hashes -r .ci/requirements.lock
	@touch $(READY)

.PHONY: demo test bench goldens docs lock soak soak-live

demo: $(USER_READY)
	@$(BIN)/grund compare nulage nulage-med-stadsdelslyft
	@echo
	@echo "Next: .venv/bin/grund explain \"Hässelby gård\" insats-handlingsplan --policy nulage-med-stadsdelslyft"

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
	$(BIN)/uv export -q --no-default-groups --no-emit-project --no-annotate --no-header --format requirements-txt -o .ci/requirements-user.lock
	rm -f uv.lock
