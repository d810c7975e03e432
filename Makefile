# `make run` and `make test` do all the set-up they need, in .venv.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.set-up
SIDE_BY_SIDE := -n 2 --dist worksteal  # two of pytest-xdist take half the time

.PHONY: run test check setup

run: $(STAMP)
	$(VENV)/bin/spade-station demo

test: $(STAMP)
	QT_QPA_PLATFORM=offscreen $(VENV)/bin/python -m pytest $(SIDE_BY_SIDE)

check: $(STAMP)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) tools/set_up.py $(VENV)
	touch $(STAMP)
