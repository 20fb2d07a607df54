# The only entry. Every target works in a clean checkout: .venv sets itself up first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
STUDY ?=
WORKERS ?= 2
MODULES ?=
NAMES ?=
ifndef SEED
SEED := $(shell date +%s)
endif
export SEED

bin := .venv/bin
pinned := .venv/.pinned
ready := .venv/.ready

.PHONY: help run test gate plain check bench mutants docs

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: $(ready) ## project a study (STUDY=name for another than the default) into outputs/
	@$(bin)/esarisk run $(STUDY)

# The gate comes before the tests: it compiles, once, what two workers would each compile for themselves. One
# processor compiles while the other lints and runs the kernels as plain Python.
test: $(ready) ## check, then every test; kernels once more uncompiled
	@$(MAKE) -j2 check gate plain
	@echo "== tests (make test SEED=$(SEED) has this order and these examples again)"
	@$(bin)/python -m pytest -q -n $(WORKERS) --dist loadfile --randomly-seed=$(SEED)

gate: $(ready)
	@echo "== two engines"
	@$(bin)/esarisk twin-gate --people 20000 > .venv/gate.log || { cat .venv/gate.log; exit 1; }

plain: $(ready)
	@echo "== kernels as plain Python"
	@ESARISK_JIT=0 $(bin)/python -m pytest -q --randomly-seed=$(SEED) -m "not slow" tests/kernels

check: $(ready) ## lint, format, types and floors; changes nothing
	@echo "== ruff"
	@$(bin)/ruff check --quiet
	@$(bin)/ruff format --check --quiet || { $(bin)/ruff format --check; exit 1; }
	@echo "== mypy"
	@$(bin)/mypy
	@echo "== floors"
	@$(bin)/lint-imports --no-cache > .venv/floors.log || { cat .venv/floors.log; exit 1; }

bench: $(ready) ## judge every benchmark beside its yardstick; minutes (NAMES="kernel-c help" for some)
	@$(bin)/python benchmarks --gate $(NAMES)

mutants: $(ready) ## plant small faults and see whether the tests notice; hours (MODULES="rules.cap study" for some)
	@$(bin)/python tests/mutation/mutants.py $(MODULES)

docs: $(ready) ## turn docs/ into pages in build/docs/; a dead link stops it
	@$(bin)/python docs/build.py

# When the pins change, .venv is made from nothing: it holds what they name and nothing else. No command
# here may resolve: the set is closed, and what the index holds today is no part of it.
$(pinned): constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "esarisk needs Python 3.11 or newer")'
	@echo "== setting up .venv (a minute or two)"
	@$(PYTHON) -m venv --clear .venv
	@$(bin)/python -m pip install -qq --no-deps --require-hashes -r constraints.txt
	@touch $@

$(ready): $(pinned) pyproject.toml
	@$(bin)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@$(bin)/python -m pip check
	@touch $@
