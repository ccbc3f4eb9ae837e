# `make try` shows what a rendered repository is; `make test` is for changes of the template.

UV_VERSION := 0.13.9
PYTHON := .venv/bin/python
# Two workers for the two cores of a small machine. A file stays on one of them, which makes what its tests share once.
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Python keeps what it compiled: the tests start hundreds of interpreters.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install try test test-all benchmark release-check

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
	$(PYTEST) -m "not slow"

test-all: install  ## Everything
	$(PYTEST)

benchmark: install  ## Speed beside a yardstick, for each promise of speed
	$(PYTHON) -m benchmarks $(REPORT)

release-check: install  ## Whether HEAD may be released: what it would take from repositories of the last release
	$(PYTHON) -m release
