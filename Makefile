# Everything a newcomer needs: `make demo`, `make test`. The rest serves those two.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1
PYTHON ?= python3
UV := .tools/bin/uv
RUN := .venv/bin/
UV_VERSION := 0.13.8
WORKERS ?= 2

.PHONY: help demo test test-all check screens bench messages system-packages clean environment

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

$(UV):
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install -qq --disable-pip-version-check uv==$(UV_VERSION)

# The environment follows the lock; a stamp spares the second start the check.
.venv/.synced: $(UV) uv.lock pyproject.toml
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

environment: .venv/.synced  ## create the Python environment from the lock
	@$(RUN)parindex manage catalogues

demo: environment  ## start the demonstration on 127.0.0.1:8000 (CHECK=1: try every page and stop)
	@$(RUN)parindex manage demo $(if $(CHECK),--check) $(if $(PORT),--port $(PORT))

test: environment system-packages  ## style, types, contracts, engine, portal and browser tests on SQLite
	@$(RUN)ruff check . && $(RUN)ruff format --check .
	@$(RUN)mypy
	@$(RUN)pytest -n $(WORKERS) --dist loadgroup -m "not slow and not postgres"

test-all: environment system-packages  ## everything: also PostgreSQL, Spark, mass and kill tests; what CI runs
	@$(UV) sync --frozen --quiet --python $(PYTHON) --extra spark
	@$(RUN)ruff check . && $(RUN)ruff format --check .
	@$(RUN)mypy
	@$(RUN)pytest -n $(WORKERS) --dist loadgroup -m "not postgres"
	@tools/with_postgres tools/test_on_postgres $(WORKERS)

screens: environment system-packages  ## photograph the pages a newcomer looks for into docs/screens/
	@$(RUN)python tools/photograph_pages.py

bench: environment  ## run the benchmarks; each prints a ratio
	@for script in benchmarks/*.py; do echo "== $$script"; $(RUN)python $$script || exit 1; done

messages: environment  ## list sentences without a Vietnamese translation
	@$(RUN)pytest -q tests/portal/test_catalogues.py tests/wording

system-packages:
	@tools/install_system_packages

clean:  ## remove the environment and everything made at run time
	@rm -rf .venv .tools var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
