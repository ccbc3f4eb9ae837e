# `make try` shows what a rendered repository is; `make test` is for changes of the template.

UV_VERSION := 0.13.9
PYTHON := .venv/bin/python

.PHONY: install try test test-all

install: .venv/installed

.venv/installed: pyproject.toml uv.lock
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(PYTHON) -m uv sync --locked --quiet
	touch $@

try: install  ## The default repository in build/orders, and its whole check
	rm -rf build/orders
	$(PYTHON) -m copier copy --quiet --defaults --vcs-ref HEAD "$(CURDIR)" build/orders
	cd build/orders && git init --quiet && $(MAKE) check

test: install  ## The fast tests
	$(PYTHON) -m pytest -m "not slow"

test-all: install  ## Everything
	$(PYTHON) -m pytest
