# One command each: `make run` plans and shows, `make test` proves. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install run test tests tests-window tests-rest tests-spread test-library thorough lint bench fuzz screenshots pictures clean
# What compiling a module gave is kept, else every process of the tests would do it again.
unexport PYTHONDONTWRITEBYTECODE

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt packaging/system_libraries.sh
	sh packaging/system_libraries.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q planner gui  # else the first start of window and worker compiles it, each for a second
	touch $@

run: install
	sh packaging/run.sh

# On two cores two plain processes, each with its own tests, take less than pytest-xdist's workers: nothing is collected
# twice, and no result is sent from one process to another. On more cores its workers share out all tests.
CORES := $(shell getconf _NPROCESSORS_ONLN)
PARTS := $(if $(filter 1 2,$(CORES)),tests-rest tests-window,tests-spread)
# The window's tests take less than all others: these beside them let both processes end together.
BESIDE_THE_WINDOW := tests/fuzz tests/tools
OF_THE_WINDOW := tests/gui $(BESIDE_THE_WINDOW)
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/pytest -rs --ignore tests/benchmarks
# What one process has searched and planned the other reads.
TOGETHER = shared=$$(mktemp -d) && trap 'rm -rf "$$shared"' EXIT && \
	TESTS_SHARE="$$shared" $(MAKE) --no-print-directory --keep-going --jobs 3

# The linters run beside the tests, not before some of them: type checking takes one core for up to half a minute, and
# both processes of the tests should give way alike.
test: install
	$(TOGETHER) lint $(PARTS)

tests: install
	$(TOGETHER) $(PARTS)

tests-rest: install
	$(PYTEST) tests $(addprefix --ignore ,$(OF_THE_WINDOW))

tests-window: install
	$(PYTEST) $(OF_THE_WINDOW)

tests-spread: install
	$(PYTEST) --numprocesses auto --dist worksteal

# A team's library on a real PostgreSQL server, which is installed where there is none (`make test` skips it there).
test-library: install
	sh tools/postgresql.sh
	THOROUGH=1 REQUIRE_POSTGRESQL=1 $(BIN)/pytest tests/planner/library tests/planner/command_line/test_library_command.py

# The same with ten times the examples of every property; before a release, or after a change to a formula.
thorough: lint
	THOROUGH=1 QT_QPA_PLATFORM=offscreen $(BIN)/pytest --numprocesses auto --dist worksteal --ignore tests/benchmarks

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest tests/benchmarks --benchmark-only -rP

# Plan files, configurations and tables of strangers, and windows killed in the middle of saving and of editing.
fuzz: install
	$(BIN)/python tests/fuzz/plan_files.py 20000
	$(BIN)/python tests/fuzz/configs.py 10000 --plan
	$(BIN)/python tests/fuzz/tables.py 10000
	$(BIN)/python tests/fuzz/kills.py 500 saves
	$(BIN)/python tests/fuzz/kills.py 200 edits

pictures: install
	RENEW_PICTURES=1 THOROUGH=1 QT_QPA_PLATFORM=offscreen $(BIN)/pytest tests/gui/pictures

screenshots: install
	sh tools/screenshots.sh

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
