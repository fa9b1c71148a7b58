# make run [ARGS="status"]   make test [ARGS="tests/domain"]   make slow   make check   make bench   make soak   make pictures
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
JOBS ?= auto

.PHONY: run test check tests slow coverage mutants format format-check lint types imports bench soak pictures pins clean

# The real extras of a person who runs it: none. A second stamp has what developers need as well.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cpor-tui needs Python 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[postgres,images,signatures,test,dev]'
	@touch $@ $(RUN_STAMP)

# Where bytecode is not written by itself (PYTHONDONTWRITEBYTECODE), the start would take four times as long.
run: $(RUN_STAMP)
	@$(BIN)/python -m compileall -q cpor_tui
	@$(BIN)/cpor $(if $(ARGS),$(ARGS),demo)

test: tests

# What is real and slow (ten thousand timers, two hundred kills, a hundred sessions) has a line of its own.
tests: $(DEV_STAMP)
	@$(BIN)/python -m compileall -q cpor_tui
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow" $(ARGS)

slow: $(DEV_STAMP)
	@$(BIN)/python -m compileall -q cpor_tui
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m slow $(ARGS)

# Every branch of the rules, the one door and the store, by their own tests; docs/mutation.md says what they notice.
coverage: $(DEV_STAMP)
	$(BIN)/python -m pytest -q -n $(JOBS) --timeout 600 -m "not slow" tests/domain tests/desk tests/store tests/bench tests/ssh/test_limits.py \
		--cov --cov-report=json:build/coverage.json $(ARGS)
	$(BIN)/python -m scripts.coverage build/coverage.json

# Minutes on two idle cores, and it goes on where it was stopped; ARGS="settle tables" for some parts, ARGS="--count" to look.
mutants: $(DEV_STAMP)
	$(BIN)/python -m scripts.mutation $(ARGS)

# The one gate. CI runs the same line.
check: format-check lint types imports tests slow

format-check: $(DEV_STAMP)
	$(BIN)/ruff format --check .

lint: $(DEV_STAMP)
	$(BIN)/ruff check .

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports --no-cache

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV_STAMP)
	@$(BIN)/python -m compileall -q cpor_tui
	$(BIN)/python -m benchmarks $(ARGS)

# Hours, not minutes: ARGS="--seeds 10000", ARGS="--postgres --seeds 500", or ARGS="kills --times 1000".
soak: $(DEV_STAMP)
	@$(BIN)/python -m compileall -q cpor_tui
	$(BIN)/python -m tests.soak $(ARGS)

pictures: $(DEV_STAMP)
	$(BIN)/python scripts/pictures.py $(ARGS)

# The newest releases that pyproject.toml allows, tried together in a venv of their own.
pins: $(BIN)/python
	rm -rf .venv-pins
	$(PYTHON) -m venv .venv-pins
	.venv-pins/bin/python -m pip install -q -e '.[postgres,images,signatures,test,dev]'
	{ echo '# The releases that are tested together, by name and number only. Written by: make pins'; \
	  .venv-pins/bin/python -m pip freeze --exclude-editable; } > constraints.txt.new
	mv constraints.txt.new constraints.txt
	rm -rf .venv-pins

clean:
	rm -rf $(VENV) .venv-pins build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
