# On Record. `make serve` runs the API from nothing, `make test` checks everything that can be
# checked. Both need only make, a POSIX shell and Python 3.11 or newer with its venv module.

.DELETE_ON_ERROR:
.PHONY: help serve test bench cluster examples lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

# A PYTHON given by the caller is the only one tried. Otherwise python3 first, as it is the
# machine's own choice, and then the newest that is installed.
ifdef PYTHON
CANDIDATES = $(PYTHON)
else
CANDIDATES = python3 python3.15 python3.14 python3.13 python3.12 python3.11
endif

BIN = .venv/bin
# Wheels only: nothing is ever compiled, so no C compiler is needed.
PIP = $(@D)/bin/python -m pip --disable-pip-version-check install --quiet
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --group build

help:
	@echo "make serve   install, migrate, seed and serve on HOST:PORT ($(HOST):$(PORT))"
	@echo "make test    lint, types, import contracts, dead code, tests with coverage"
	@echo "make bench   measure the API beside its peers and limits, as ratios, into bench/results.md"
	@echo "             (SIZE=10k|1m|10m|100m, PART=w1, SIZES=10k,1m for PART=growth; needs wrk)"
	@echo "make cluster run PostgreSQL with two standbys, two workers and nginx's cache on loopback"
	@echo "make examples  ask the questions of the API's examples again, after the seed changed"
	@echo "make lock    bring both locks in line with pyproject.toml (UPGRADE=1: newest versions)"
	@echo "make clean   remove .venv, caches and build artefacts; var/ and its data stay"

serve: .venv/.runtime
	@$(BIN)/onrecord migrate
	@$(BIN)/onrecord seed
	@exec $(BIN)/onrecord serve

# Vulture cannot see that the JSON encoder reads a field, and calls it an unused variable; ruff
# finds the unused variables that are truly so.
test: .venv/.dev
	@echo "== locks hold no address"
	@! grep -n '://' requirements.lock requirements-dev.lock requirements-bench.lock
	@echo "== lint"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "== types"
	@$(BIN)/mypy
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo
	@echo "== dead code"
	@found=$$($(BIN)/vulture) || [ $$? -eq 3 ] || exit 1; \
	! printf '%s' "$$found" | grep -v 'unused variable'
	@echo "== tests of the rules and the analysis"
	@$(BIN)/coverage run -m pytest tests/unit/domain tests/unit/analysis
	@echo "== every branch of the rules and the analysis is tested"
	@$(BIN)/coverage report --include='app/domain/*,app/analysis/*' \
		--skip-covered --show-missing --fail-under=100
	@echo "== all other tests"
	@$(BIN)/python -m pytest --ignore=tests/unit/domain --ignore=tests/unit/analysis \
		--numprocesses=2 --dist=loadfile

# Files of a size are kept and used again: the record of ten million figures takes minutes to make.
SIZE ?= 1m
SIZES ?= 10k,1m
BENCH_DIR ?= var/bench
bench: .venv-bench/.ready
	@command -v wrk >/dev/null || { echo "make bench needs wrk; on Debian or Ubuntu: apt-get install wrk" >&2; exit 1; }
	@.venv-bench/bin/python -m bench --size $(SIZE) --sizes $(SIZES) --cache $(BENCH_DIR) $(if $(PART),--parts $(PART))

cluster: .venv/.dev
	@exec $(BIN)/python -m bench.cluster

examples: .venv/.dev
	@$(BIN)/python -m tests.api.write_examples

lock: .venv/.dev
	@$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group bench -c requirements.lock -o requirements-bench.lock
	@! grep -n '://' requirements.lock requirements-dev.lock requirements-bench.lock

clean:
	rm -rf .venv .venv-bench build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements.lock pyproject.toml $(BIN)/python
	@$(call install,requirements.lock)

.venv/.dev: requirements-dev.lock pyproject.toml $(BIN)/python
	@$(call install,requirements-dev.lock)

# The peers have an environment of their own, so that nothing of theirs can be imported by ours.
.venv-bench/.ready: requirements-bench.lock pyproject.toml .venv-bench/bin/python
	@$(call install,requirements-bench.lock)

define install
echo "Installing $(1)"; \
$(PIP) --require-hashes --only-binary :all: -r $(1) && \
$(PIP) --no-deps --no-build-isolation --no-index --editable . && \
touch $@
endef

# Debian's python3 comes without ensurepip until python3-venv is installed, and venv then fails
# with a page of text; asking first keeps it to one line.
$(BIN)/python .venv-bench/bin/python:
	@found=; bare=; \
	for python in $(CANDIDATES); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
		bare=$${bare:-$$python}; \
	done; \
	if [ -z "$$found$$bare" ]; then \
		echo "On Record needs Python 3.11 or newer; tried: $(CANDIDATES). PYTHON=/path/to/python chooses another." >&2; \
		exit 1; \
	elif [ -z "$$found" ]; then \
		echo "On Record needs Python's venv module, which $$bare lacks; on Debian or Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	fi; \
	made=$(patsubst %/bin/python,%,$@); \
	rm -rf $$made && "$$found" -m venv $$made || { rm -rf $$made; exit 1; }
