# Một Cửa: `make run` talks to you, `make test` proves it. Both set up what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Without bytecode every start of Python compiles anew: collecting the tests takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory

# Empty: what MOTCUA_PORT says, or 8000.
PORT ?= $(MOTCUA_PORT)
UV_VERSION := 0.13.9
TORCH_VERSION := 2.13.0
GATEWAY_PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { command -v "$$p"; break; }; done)
PY := .venv/bin/python
UV := .venv/bin/uv
MOTCUA := .venv/bin/motcua
RASA_SOURCES := $(wildcard bot/rasa_project/*.yml bot/rasa_project/data/*.yml \
	bot/rasa_project/components/*.py) bot/aspect.py
DATA := $(or $(MOTCUA_DATA_DIR),var)
KNOWLEDGE := $(shell find knowledge/data -type f 2>/dev/null)

.PHONY: help run test check gate audit setup lock clean
help:
	@echo "make run    set up what is missing, start the assistant, print its web address"
	@echo "make test   set up what is missing, run every test"
	@echo "make check  format, lint, types, fast tests and the knowledge data"
	@echo "make gate   measure the suites that need no Rasa; fail below the floors of eval/gates.toml"
	@echo "make audit  ask the public database for known vulnerabilities of the pinned versions"
	@echo "make setup  only set up      make lock   resolve the pinned versions again"
	@echo "make clean  remove what set-up made (the environments and var/)"

run: setup
	@exec $(MOTCUA) serve $(if $(PORT),--port $(PORT))

test: setup
	$(PY) -m pytest -n 2 --dist loadfile

check: .venv/.installed
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy knowledge retrieval bot channels eval
	$(PY) -m pytest -n auto --dist loadfile -m "not rasa and not model and not browser and not postgres and not network and not slow"
	$(MOTCUA) check

# A day of its own: fees and deadlines depend on it, and floors must not.
gate: setup
	@out=$$(mktemp -d) && MOTCUA_TODAY=2026-11-21 $(PY) -m eval all --no-rasa --suite retrieval \
		--suite facts --suite review --out "$$out/run" >/dev/null \
		&& $(PY) -m eval gate "$$out/run" --suite retrieval --suite facts --suite review; \
		code=$$?; rm -rf "$$out"; exit $$code

audit: .venv/.installed
	@$(PY) .ci/audit.py

setup: .venv/.installed .venv-rasa/.installed var/build/encoder/encoder.json \
	var/build/rasa/.trained $(DATA)/index/manifest.json

# Torch comes before the lock, without its dependencies (the lock holds them), in its CPU build:
# from pip's configured find-links if they have it, else from PyTorch's own CPU index.
.venv/.installed: requirements.lock pyproject.toml
	@test -n "$(GATEWAY_PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: install one (e.g. apt-get install python3.11 python3.11-venv) and run again" >&2; exit 1; }
	@echo "setting up the gateway's environment (.venv)" >&2
	@test -x $(PY) || $(GATEWAY_PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@links="$${PIP_FIND_LINKS:-$$($(PY) -m pip config get global.find-links 2>/dev/null || true)}"; \
	if $(PY) -c 'import torch' 2>/dev/null; then :; \
	elif [ -n "$$links" ] && $(UV) pip install --quiet --python $(PY) --no-deps --no-index \
		--find-links "$$links" 'torch==$(TORCH_VERSION)+cpu' 2>/dev/null; then :; \
	else $(UV) pip install --quiet --python $(PY) --no-deps --torch-backend cpu \
		'torch==$(TORCH_VERSION)'; fi
	@$(PY) -c 'import importlib.util as u, sys; sys.exit(u.find_spec("torch") is None)' \
		|| { echo "torch $(TORCH_VERSION) (CPU) could not be installed" >&2; exit 1; }
	@$(UV) pip install --quiet --python $(PY) --no-deps --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(PY) --no-deps --editable .
	@touch $@

.venv-rasa/.installed: bot/rasa_project/requirements.lock | .venv/.installed
	@bash bot/rasa_project/make_env.sh .venv-rasa
	@touch $@

var/build/encoder/encoder.json: $(wildcard retrieval/encoder_*.py retrieval/e5_*.py retrieval/data/*) | .venv/.installed
	@$(PY) -m retrieval.encoder_build --out var/build/encoder
	@touch $@

var/build/rasa/.trained: $(RASA_SOURCES) | .venv/.installed .venv-rasa/.installed
	@$(PY) -m bot.rasa_train
	@mkdir -p $(@D) && touch $@

$(DATA)/index/manifest.json: $(KNOWLEDGE) $(wildcard knowledge/*.py retrieval/*.py) \
	$(wildcard $(DATA)/store.sqlite) var/build/encoder/encoder.json | .venv/.installed
	@$(MOTCUA) index

# Torch is overridden away: resolving it would pull in CUDA. So is Django: of django-htmx only the
# file htmx-2.min.js is used.
lock: .venv/.installed
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--override <(printf '%s\n' "torch ; python_version < '3'" "django ; python_version < '3'") \
		--group build --group test --group torch pyproject.toml -o requirements.lock
	cd bot/rasa_project && ../../$(UV) pip compile --quiet --python-version 3.10 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		requirements.in -o requirements.lock

clean:
	rm -rf .venv .venv-rasa var
