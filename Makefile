# Two commands do everything on a fresh machine with Python 3.11+ and a C compiler:
#   make demo   installs what a user needs, and shows the answer people discuss
#   make test   installs the rest, and runs linters, types and every test that is not slow
PYTHON ?= python3
SEED ?= 2026
EXAMPLES ?=
MINUTES ?=
SOAK ?=
MARKED ?= not slow
# One more than there are cores: tests wait for a browser, a database, a process of their own.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
BIN := .venv/bin
USER_READY := .venv/user-ready
READY := .venv/ready
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check

# durable-rules names a function that Python 3.13 took away; its successor takes the same arguments.
ifeq ($(shell $(PYTHON) -c "import sys; print(sys.version_info >= (3, 13))"),True)
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
endif

# Whatever the machine says, what is compiled is kept: a process that compiles its libraries anew takes seconds to start.
unexport PYTHONDONTWRITEBYTECODE

$(USER_READY): pyproject.toml .ci/requirements-user.lock
	@echo "Setting up .venv: what a user needs (about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r .ci/requirements-user.lock
	@$(PIP) --no-deps -e .
	@touch $(USER_READY)

# uv installs what is locked in a fraction of pip's time; pip does it where uv cannot.
$(READY): pyproject.toml .ci/requirements.lock
	@echo "Setting up .venv: what the tests need"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' .ci/requirements.lock > .venv/uv.lock
	@($(PIP) --only-binary :all: --require-hashes -r .venv/uv.lock && \
	  $(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r .ci/requirements.lock) || \
	  (echo "uv could not: pip does it (a few minutes)" && $(PIP) --require-hashes -r .ci/requirements.lock)
	@$(PIP) --no-deps -e .
	@touch $(USER_READY) $(READY)

.PHONY: demo ready lint test suite slow soak sbom bench goldens lock versions

demo: $(USER_READY)
	@$(BIN)/grund compare nulage nulage-med-stadsdelslyft
	@echo "Next: .venv/bin/grund explain \"Hässelby gård\" insats-handlingsplan --policy nulage-med-stadsdelslyft"

ready: $(READY)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# `make test MARKED=` has the slow tests too; the soaks are run by name alone.
test: lint
	@$(MAKE) --no-print-directory suite

suite: $(READY)
	$(BIN)/python -m pytest -m "$(MARKED)" -n $(WORKERS) --dist worksteal

slow: $(READY)
	$(BIN)/python -m pytest -m slow -n $(WORKERS) --dist worksteal

# The language cases on the newest Python of the machine, and with the lowest versions that are declared.
versions:
	PYTHON="$(PYTHON)" .ci/versions

bench: $(READY)
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-columns=median,min,rounds

# The committed results of the shipped scenarios, and the outputs quoted in the README.
goldens: $(READY)
	$(BIN)/python tests/renew.py

# The long random tests, each printing what it compared and kept in tests/soaks.json: `make soak MINUTES=60` shares an
# hour among them, `make soak SOAK=live EXAMPLES=5000 SEED=7` runs one.
soak: $(READY)
	$(BIN)/python tests/promises.py --only "$(SOAK)" $(if $(EXAMPLES),--runs $(EXAMPLES)) $(if $(MINUTES),--minutes $(MINUTES)) --seed $(SEED)

# What `make demo` installs, as a CycloneDX bill of materials: every version with its hashes, from the lock of users.
sbom: $(READY)
	@mkdir -p dist
	@$(BIN)/uvx -q --from cyclonedx-bom==7.3.0 cyclonedx-py requirements .ci/requirements-user.lock \
	  --pyproject pyproject.toml --output-reproducible -o dist/grund.cdx.json
	@echo "dist/grund.cdx.json"

lock:
	$(BIN)/uv export -q --group dev --no-emit-project --no-annotate --no-header --format requirements-txt -o .ci/requirements.lock
	$(BIN)/uv export -q --no-default-groups --no-emit-project --no-annotate --no-header --format requirements-txt -o .ci/requirements-user.lock
	$(BIN)/uv export -q --only-group peers --no-emit-project --no-annotate --no-header --format requirements-txt -o .ci/requirements-peers.lock
	rm -f uv.lock
