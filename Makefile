# Needs python3 >= 3.11 (with venv), git and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test faults sixty-days lint bench lock clean

# Needs only the packages at run time. `partynews` is not on the PATH: the demo prints how to call it.
demo: .venv/runtime
	@$(BIN)/partynews demo

test: .venv/installed lint
	$(BIN)/pytest

# Ends a slow run that hangs; on two cores `make faults` takes 6 minutes, `make sixty-days` 2.
BOUND := timeout 1800

# Fault injection: kills, power cuts, full disks, misbehaving servers. Prints one line for each fault.
# Then all other slow tests: killed backfills and imports, Ray, every form of a text that could be slow to read.
faults: .venv/installed
	$(BOUND) $(BIN)/python tests/faults/run_faults.py
	$(BOUND) $(BIN)/pytest -n 0 -m slow tests --ignore tests/faults --ignore tests/health

# Crawl one site on sixty simulated days and compare the alarms with those expected.
sixty-days: .venv/installed
	$(BOUND) $(BIN)/pytest -n 0 -m slow tests/health

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/deptry --no-ansi .
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# All figures, side by side with peers, into benchmarks/RESULTS.md: within 40 minutes on two cores.
bench: .venv/installed
	$(BIN)/python -m benchmarks

# One of them, or those behind choices: make bench-reading, make bench-duplicates ...
bench-%: .venv/installed
	$(BIN)/python -m benchmarks.$*

# The packages at run time, with the extra `ui`. Touched last, so that an interrupted setup starts again.
.venv/runtime: pyproject.toml requirements-runtime.lock
	@$(PYTHON) -m venv .venv
	@$(BIN)/python .ci/install.py requirements-runtime.lock
	@touch $@

# All of them: every extra, and the tools for tests and benchmarks.
.venv/installed: .venv/runtime requirements.lock
	@$(BIN)/python .ci/install.py requirements.lock
	@touch $@

# After a change of the dependencies in pyproject.toml. Both files have the same versions.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header pyproject.toml
lock: .venv/installed
	$(COMPILE) --all-extras --group dev --output-file requirements.lock
	$(COMPILE) --extra ui --constraint requirements.lock --output-file requirements-runtime.lock

clean:
	rm -rf .venv
