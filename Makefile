# Each target makes what it needs: a virtual environment in .venv, with the packages of a requirements file.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint examples chaos cluster fuzz attack expiry load bench bench-memory judge peers train styles enlargement site lock clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/run.stamp  ## Open the page: http://127.0.0.1:8080
	@$(BIN)/python main.py run --open

test: lint  ## Check everything that CI checks
	@$(BIN)/python -m pytest

lint: .venv/dev.stamp  ## Check style, types and who imports whom
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > .venv/imports.log || { cat .venv/imports.log; exit 1; }

examples: .venv/synapse.stamp  ## Test the packages in examples/ beside Atelier's wheel, one on a real Synapse
	@$(PYTHON) -m venv .venv/wheel
	@.venv/wheel/bin/pip install --quiet . './examples/pencil[test]' './examples/matrix[test]'
	@for name in pencil matrix; do \
		.venv/wheel/bin/atelier-bot plugins | grep --quiet "$$name *offered" && \
		(cd examples/$$name && SYNAPSE_PYTHON=$(CURDIR)/.venv/synapse/bin/python $(CURDIR)/.venv/wheel/bin/pytest) || exit 1; \
	done

chaos: .venv/dev.stamp  ## Have all go wrong, in turn, while people on three platforms have pictures made: 15 minutes
	@$(BIN)/python -m tests.chaos

cluster: .venv/dev.stamp  ## Let bots, workers and the database die again and again over 500 jobs, thrice, and 20 paintings
	@CLUSTER_JOBS=500 CLUSTER_FAULTS=10 CLUSTER_PAINTINGS=20 $(BIN)/python -m pytest -n 0 tests/cluster

fuzz: .venv/dev.stamp  ## Send the bots 10 000 made-up events of each platform
	@FUZZ_EVENTS=10000 $(BIN)/python -m pytest -n 0 tests/fuzz

attack: .venv/dev.stamp  ## Do to the page what strangers may: 10 000 odd requests, 1000 held connections
	@ATTACKS=10000 $(BIN)/python -m pytest -n 0 tests/attacks

expiry: .venv/dev.stamp  ## Have 5000 conversations and see what the database has left of them when their time is over
	@CONVERSATIONS=5000 $(BIN)/python -m pytest -n 0 tests/core/engine/test_sweeper.py

load: .venv/dev.stamp  ## Let 1000 people talk at once while a painting is made
	@$(BIN)/python -m tools.load

bench: .venv/dev.stamp  ## Time and weigh the recipes beside the original, the commit before and peers
	@$(BIN)/python -m tools.bench

bench-memory: .venv/dev.stamp  ## Weigh the whole program while people on three platforms have photos painted
	@$(BIN)/python -m tests.memory

judge: .venv/dev.stamp  ## Judge the paintings: figures, and a sheet to look at
	@$(BIN)/python -m tools.judge

peers: .venv/dev.stamp  ## Have the peers paint what the judge compares ours with: half an hour
	@$(BIN)/python -m tools.peers

train: .venv/dev.stamp  ## Distil VGG19 into the compact encoder
	@$(BIN)/python -m tools.distil

styles: .venv/dev.stamp  ## Draw the pictures of the style gallery anew: a few minutes
	@$(BIN)/python -m tools.styles

enlargement: .venv/dev.stamp  ## Measure enlarged paintings against Lanczos
	@$(BIN)/python -m tools.enlargement

site: .venv/dev.stamp  ## Build the documentation site: data/site/index.html
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lock: .venv/dev.stamp  ## Choose exact versions anew, from the ranges in pyproject.toml
	@for extra in "" dev; do \
		$(BIN)/pip-compile --quiet --upgrade --strip-extras --allow-unsafe --no-header --no-emit-index-url \
			--no-emit-find-links --no-emit-trusted-host $${extra:+--extra $$extra} \
			--output-file requirements$${extra:+-$$extra}.txt pyproject.toml && \
		sed -i -E 's/^(torch==[0-9.]+)\+cpu$$/\1/' requirements$${extra:+-$$extra}.txt || exit 1; \
	done

clean:  ## Delete the virtual environment
	rm -rf .venv

.venv/run.stamp: requirements.txt tools/setup_venv.py
	@command -v $(PYTHON) > /dev/null || { echo "error: there is no $(PYTHON); install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) tools/setup_venv.py requirements.txt
	@touch $@

# It is large, and nothing but tests of an example needs it.
.venv/synapse.stamp:
	@$(PYTHON) -m venv .venv/synapse
	@.venv/synapse/bin/pip install --quiet matrix-synapse==1.163.2
	@touch $@

.venv/dev.stamp: requirements-dev.txt tools/setup_venv.py
	@command -v $(PYTHON) > /dev/null || { echo "error: there is no $(PYTHON); install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) tools/setup_venv.py requirements-dev.txt
	@touch $@
