# Everything this project can do; `make` alone lists it. CI calls nothing but these targets.

PYTHON ?= python3
PYTHONUTF8 = 1
NO_MKDOCS_2_WARNING = 1
# The only clock of a build: the same commit gives the same bytes.
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
endif
export PYTHON PYTHONUTF8 NO_MKDOCS_2_WARNING SOURCE_DATE_EPOCH

BIN = .venv/bin
SESSIONS = $(BIN)/python scripts/sessions.py
# The words after "make lock" stand at the head of each lock file: Dependabot reads there with which options to lock.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --upgrade \
       --generate-hashes --no-emit-index-url --no-emit-find-links \
       --custom-compile-command "make lock (--universal --python-version 3.11)"
LOCKS = requirements.txt requirements-dev.txt requirements-zensical.txt requirements-advisories.txt
FORMS = $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
# `make summary`: from where on, and where to.
BASE ?= $(shell git merge-base origin/main HEAD 2>/dev/null || echo origin/main)
OUTPUT ?= build/summary.md

.PHONY: help serve build pages crawl render check fix summary test fuzz mutants offline lint format bless bench audit lighthouse ledger links font lock advisories zensical example clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

serve: .venv/runtime ## the site at a local address; pages reload when a file is saved
	$(SESSIONS) serve

build: .venv/runtime ## the finished site in site/
	$(SESSIONS) build

pages: export GITHUB_REPOSITORY ?= someone/a-fork
pages: .venv/runtime ## the same for where GitHub Pages puts GITHUB_REPOSITORY (owner/name), or for SITE_URL where that is set
	SITE_URL="$${SITE_URL:-$$(.ci/address)}" \
	REPO_URL="$${GITHUB_SERVER_URL:-https://github.com}/$$GITHUB_REPOSITORY" $(SESSIONS) build

crawl: .venv/dev pages ## the same, then every link, image, script, feed and calendar of it is asked for, at the path it will stand at
	$(BIN)/python tests/crawl.py

render: .venv/runtime ## the Markdown tree in build/docs/, from which the site is built
	$(SESSIONS) render

check: .venv/runtime ## every problem in sessions/, each with its line and its mend
	$(SESSIONS) check

fix: .venv/runtime ## mends in sessions/ what is mechanical (order of keys, form of dates, quotes, spaces), then checks
	$(SESSIONS) check --fix

summary: .venv/runtime ## what changes on the site since BASE (else: since origin/main), in build/summary.md; builds site/ too
	$(SESSIONS) summary --since "$(BASE)" --output "$(OUTPUT)"

test: .venv/dev ## check, then all tests (the browser tests need Chromium)
	@.ci/browser || test $$? -eq 3
	$(SESSIONS) check
	$(BIN)/pytest

offline: .venv/runtime ## the finished site, built without a network: nothing that it needs comes from elsewhere
	.ci/offline $(SESSIONS) build

fuzz: .venv/dev ## the tests that make their own input, for an hour and with new examples; what fails is tried first the next time
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/test_properties.py tests/test_strangers.py

mutants: .venv/dev ## breaks the reader, the models and the checks a little at a time: which breaks does no test see?
	$(BIN)/python tests/mutants.py

lint: .venv/dev ## style and types of the code, faults of scripts, workflows and forms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/*
	$(BIN)/zizmor --quiet --offline --persona=pedantic .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(if $(FORMS),$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(FORMS))

format: .venv/dev ## mends the style of the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bless: .venv/dev ## writes anew what follows the code: the toy site's pages, the messages, docs/contribute/, new published keys; read the diff before you commit
	$(BIN)/pytest tests/test_site.py tests/test_bad.py tests/test_reading.py tests/test_yaml_suite.py tests/test_guide.py tests/test_data.py --bless

bench: .venv/dev ## how long a build takes
	$(BIN)/python tests/bench.py

audit: build .venv/dev .audit/ready ## one page of each kind by axe-core, all HTML by the W3C's checker, widths, targets, bytes; one table
	$(BIN)/python tests/audit.py

lighthouse: build .venv/dev .audit/ready ## the same with Lighthouse's figures; half a minute a page
	$(BIN)/python tests/audit.py --lighthouse

ledger: .venv/runtime ## adds today's addresses to the ledger of published ones; for maintainers, after a merge
	$(SESSIONS) ledger

font: .venv/dev ## the font of the cards anew, from Debian's fonts-noto-cjk; where cards need a character that it lacks
	$(BIN)/python tests/font.py

lock: .venv/dev ## newest versions into requirements*.txt, with hashes
	for lock in $(LOCKS); do $(LOCK) "$${lock%.txt}.in" -o "$$lock" || exit 1; done

links: .venv/runtime ## whether the addresses outside still open, into build/links.md and .json; asks politely, so it takes half an hour
	$(SESSIONS) links --copies

advisories: .venv-advisories/ready ## known vulnerabilities of what requirements*.txt pin (asks PyPI)
	.venv-advisories/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --desc on \
		$(addprefix -r ,$(LOCKS))

zensical: .venv-zensical/ready render ## the same tree with the second engine, in build/zensical/; counts its pages
	rm -rf build/zensical
	printf 'INHERIT: mkdocs.yml\nsite_dir: build/zensical\n' > .site-zensical.yml
	.venv-zensical/bin/zensical build --clean -f .site-zensical.yml
	$(BIN)/python tests/zensical_pages.py

example: .venv/runtime ## the sites of examples/, made with the same code: checked and built
	for root in examples/*/; do $(SESSIONS) --root "$$root" check && $(SESSIONS) --root "$$root" build || exit 1; done

clean: ## removes all that make has made, the virtual environments too
	rm -rf .audit .venv .venv-* .writing build site examples/*/build examples/*/site .site-* .cache .mypy_cache .pytest_cache .ruff_cache

.venv/runtime: requirements.txt
	@.ci/venv .venv requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@.ci/venv .venv requirements-dev.txt
	@touch $@

# Without npm the audit says so and leaves out what needs it.
.audit/ready: tests/audit/package-lock.json
	@mkdir -p .audit && cp tests/audit/package.json tests/audit/package-lock.json tests/audit/.npmrc .audit/
	@if command -v npm >/dev/null; then cd .audit && npm ci && touch ready; fi

.venv-zensical/ready: requirements-zensical.txt
	@.ci/venv .venv-zensical requirements-zensical.txt
	@touch $@

.venv-advisories/ready: requirements-advisories.txt
	@.ci/venv .venv-advisories requirements-advisories.txt
	@touch $@
