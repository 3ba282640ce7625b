# `make run` and `make test` set up all they need; `make help` says what else there is.

PYTHON ?= python3
BIN := .venv/bin
PYTEST_FLAGS ?= -n 2
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.NOTPARALLEL:

# Installs requirements/$(1).txt, unless the copy left by the last time says that it was done.
# pip installs from outside, since Debian's Python has none to put into a new environment.
define install
cmp -s requirements/$(1).txt .venv/$(1).txt || { \
	$(PYTHON) -m pip --version >/dev/null 2>&1 || \
		{ echo "backcare: $(PYTHON) has no pip. Install it (Debian: apt-get install python3-pip)." >&2; exit 1; }; \
	echo "Installing requirements/$(1).txt into .venv (only when it has changed)."; \
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-input --disable-pip-version-check \
		--require-hashes --only-binary :all: -r requirements/$(1).txt && \
	cp requirements/$(1).txt .venv/$(1).txt; }
endef

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The site -------------------------------------------------------------------------------------

.PHONY: run
run: base ## the site as in production, on 127.0.0.1:$PORT (8000); the first time with demo content
	@$(BIN)/python manage.py launch

.PHONY: dev
dev: base ## the site for developers: reloads on every change, keeps its own data in var/dev
	@BACKCARE_DEBUG=1 BACKCARE_VAR="$${BACKCARE_VAR:-var/dev}" $(BIN)/python manage.py launch --reload

.PHONY: editor
editor: base ## an account for someone who writes (BACKCARE_VAR=var/dev for make dev)
	@$(BIN)/python manage.py editor

# Checks ---------------------------------------------------------------------------------------

.PHONY: test
test: lint types consistency chromium servers pytest ## every check and every test, in a browser too

.PHONY: lint
lint: tools ## style of Python and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format" >&2; exit 1; }
	@$(BIN)/djlint --lint --quiet .
	@$(call templates,--check) || { echo "Run: make format" >&2; exit 1; }

.PHONY: types
types: tools ## types of Python
	@$(BIN)/mypy

.PHONY: consistency
consistency: tools ## migrations match the models; the settings are safe behind https
	@set -e; var=$$(mktemp -d); trap 'rm -rf "$$var"' EXIT; export BACKCARE_VAR="$$var"; \
	$(BIN)/python manage.py makemigrations --check --dry-run; \
	BACKCARE_URL=https://example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: chromium
chromium: tools
	@$(BIN)/python -m tests.browser.chromium

.PHONY: servers
servers: tools
	@$(BIN)/python -m tests.servers

.PHONY: pytest
pytest: tools
	@$(BIN)/pytest $(PYTEST_FLAGS)

.PHONY: coverage
coverage: tools ## which lines the tests reach
	@$(BIN)/pytest $(PYTEST_FLAGS) --cov --cov-report=term:skip-covered

.PHONY: bench
bench: tools ## what the site does under load, against nginx and an empty Django view (N=100000 for all)
	@$(BIN)/python -m tests.bench

.PHONY: growth
growth: tools ## how the time of each page grows with the site
	@$(BIN)/python -m tests.bench.growth

.PHONY: soak
soak: tools ## many commenters at once, a crash in the middle, a database that is locked: is every comment there, once?
	@$(BIN)/python -m tests.soak
	@$(BIN)/python -m tests.soak --kill
	@BACKCARE_TEST_LOCK=30 $(BIN)/pytest -q -n0 tests/faults -k long_lock

# Upkeep ---------------------------------------------------------------------------------------

.PHONY: format
format: tools ## Python and templates in the house style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(call templates,)

.PHONY: screenshots
screenshots: tools chromium ## docs/*.png, taken of a demonstration site
	@$(BIN)/python -m docs.screenshots

.PHONY: figures
figures: tools chromium ## pictures of all figures in var/figures, to be looked at
	@$(BIN)/python -m docs.figures

.PHONY: hour
hour: tools chromium ## an editor's hour at the desk, played and photographed in var/hour, to be judged
	@$(BIN)/python -m docs.editors_hour

.PHONY: handouts
handouts: tools chromium ## PDFs of all hand-outs in var/handouts, to be looked at
	@$(BIN)/python -m docs.handouts

# The locks name every wheel of every platform by its hash, and no address to fetch it from.
# A user's own index or folder of wheels must not leak into them.
.PHONY: lock
lock: python ## requirements/*.txt from requirements/*.in (UPGRADE=1 for the newest versions)
	@$(call install,lock)
	@set -e; cd requirements; for name in base postgres redis s3 sentry test lock; do \
		env -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_DEFAULT_INDEX -u UV_INDEX \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-config $(if $(UPGRADE),--upgrade) --custom-compile-command "make lock" \
			--output-file $$name.txt $$name.in; \
	done

define templates
find . -path './.*' -prune -o -path ./var -prune -o -name '*.html' -path '*/templates/*' -print0 \
	| xargs -0 $(BIN)/djade --target-version 5.2 $(1)
endef

# The environment ------------------------------------------------------------------------------

.PHONY: base
base: python
	@$(call install,base)

.PHONY: tools
tools: python
	@$(call install,test)

# An environment whose Python has gone (an upgrade of the system) is made anew.
.PHONY: python
python:
	@$(BIN)/python -c '' 2>/dev/null || { \
		command -v $(PYTHON) >/dev/null || \
			{ echo "backcare: there is no $(PYTHON). Install Python 3.11 or newer." >&2; exit 1; }; \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
			{ echo "backcare needs Python 3.11 or newer, not $$($(PYTHON) -V 2>&1). Name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }; \
		$(PYTHON) -m venv --clear --without-pip .venv; }
