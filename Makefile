# One word for each thing one does here. `make help` lists them.
# Relative paths throughout, so that a checkout may lie in a folder with spaces in its name.

PYTHON := .venv/bin/python
ARGS :=

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset run test check bench chaos

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## */\1|/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-11s %s\n' "$$name" "$$text"; done

setup:  ## only the set-up: .venv with hash-locked packages
	@requirements/setup

demo: setup  ## the demo bureau, ready to sign in; Ctrl-C stops it, a second time goes on
	@exec $(PYTHON) -m config.local.demo $(ARGS)

demo-reset: setup  ## throws the demo's data away and starts it anew
	@exec $(PYTHON) -m config.local.demo --reset $(ARGS)

run: setup  ## the portal without demo data, for development (reloads changed code)
	@exec $(PYTHON) -m config.local.demo --bare $(ARGS)

test: setup  ## all tests, in parallel, on servers of their own (ARGS='-k word' for some)
	@exec $(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

check: setup  ## format, lint, types, layers, templates, migrations, API description, deployment settings
	@exec $(PYTHON) -m config.local.check $(ARGS)

bench: setup  ## speed and memory of the month's calculation and of the bank file
	@exec $(PYTHON) -m bench $(ARGS)

chaos: setup  ## months of payment while servers are killed and buttons pressed twice
	@exec $(PYTHON) -m tests.chaos $(ARGS)
