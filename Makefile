# Everything a developer or operator types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= $(or $(PROSCENIUM_PORT),8000)
CORE := "app/errors/*,app/model/*,app/schemas/*,app/wording/*,app/crypto/*,app/proofs/*,app/status/*,app/dids/*,app/issuers/*,app/verifier/*,app/baking/*,app/render/*"

.DEFAULT_GOAL := help
.PHONY: help run test check lint types floors fix bench interop migrate lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The lock is complete, so nothing is resolved anew: pip trips over extras of a locked package that another package asks for.
$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make … PYTHON=python3.11")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/development.stamp: requirements/development.txt $(VENV)/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.txt
	@touch $@

run: $(VENV)/runtime.stamp ## Serve a demo with sample data on http://localhost:$(PORT)
	@PROSCENIUM_PORT=$(PORT) $(BIN)/proscenium demo

test: $(VENV)/development.stamp ## Run the tests (offline; SQLite and PostgreSQL)
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=95
	$(BIN)/python -m coverage report --fail-under=100 --include=$(CORE)

check: lint types floors test ## Everything that CI runs

lint: $(VENV)/development.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/development.stamp
	$(BIN)/mypy

floors: $(VENV)/development.stamp
	$(BIN)/lint-imports

fix: $(VENV)/development.stamp ## Mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/development.stamp ## Print what issuing and verifying cost, as ratios in one run
	$(BIN)/python -m benchmarks $(WRITE)
	$(BIN)/python -m benchmarks.europass
	$(BIN)/python -m benchmarks.europass_rules

interop: $(VENV)/development.stamp ## Run the W3C's test suites against a demo, where they are prepared (INTEROP_HOME)
	$(BIN)/python -m benchmarks.interop $(SUITES) $(WRITE)

migrate: $(VENV)/runtime.stamp ## Bring the database to the newest schema
	$(BIN)/proscenium migrate

lock: $(VENV)/development.stamp ## Lock the dependencies anew (releases younger than a week wait)
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --universal --python-version 3.11 \
		--exclude-newer "$$(date -u -d '7 days ago' +%Y-%m-%d)" --upgrade requirements/development.in -o requirements/development.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --universal --python-version 3.11 \
		-c requirements/development.txt requirements/runtime.in -o requirements/runtime.txt

clean: ## Remove the environment, and the demo's data and keys
	rm -rf $(VENV) var
	@if [ -e keys/MADE_BY_DEMO ]; then find keys -mindepth 1 ! -name README.md -delete; fi
