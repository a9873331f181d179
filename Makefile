# Earwitness: `make demo` runs the main job, `make test` passes the tests. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# Test processes side by side, each with a PostgreSQL and a browser of its own.
WORKERS ?= 2
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Installed without what they ask for: their own lists would bring CUDA builds (docs/decisions).
BARE   := openai-whisper torchaudio silero-vad

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test bench check format accuracy samples demo-model clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing Earwitness into $(VENV) (some minutes the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Earwitness needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -c constraints.txt -e '.[whisper]'
	@$(PIP) install --no-deps -c constraints.txt $(BARE)
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(PIP) install -c constraints.txt -e '.[whisper,ct2,dev]'
	@touch $@

install: $(VENV)/.installed ## Make the virtual environment and install Earwitness into it

install-dev: $(VENV)/.installed-dev ## The same, with what the tests need

demo: $(VENV)/.installed ## Run everything on the sample messages and stay up (ONCE=1 ends by itself)
	@$(BIN)/earwitness demo $(if $(ONCE),--once) $(DEMO_ARGS)

test: $(VENV)/.installed-dev ## Run the tests, offline (WORKERS=0: one after the other)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

bench: $(VENV)/.installed-dev ## How fast messages become words, beside other programs (some minutes)
	$(BIN)/python bench/transcription.py --quick $(BENCH_ARGS)

accuracy: $(VENV)/.installed-dev ## Measure the reader on the labelled messages and write docs/accuracy.md
	$(BIN)/earwitness evaluate reading --write docs/accuracy.md
	$(BIN)/earwitness evaluate reading --check

check: $(VENV)/.installed-dev ## Lint, formatting, types and the doors between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

samples: $(VENV)/.installed-dev ## Make the sample messages again (needs espeak-ng and flite)
	$(BIN)/python -m samples.make

demo-model: $(VENV)/.installed-dev ## Train the demonstration model from nothing (hours on a CPU; resumable)
	$(BIN)/python -m samples.demo_model all

clean: ## Remove the virtual environment and everything the demo left
	rm -rf $(VENV) var/demo
