# Each target sets up .venv by itself; nothing but Python 3.11, pip and make is needed.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: demo test lint bench resilience serve clean lock

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/.installed  ## crawl the bundled sample sites, fill jobs.db, write public/
	$(BIN)/electionjobs demo

test: .venv/.installed lint  ## every check and every test
	$(BIN)/python -m pytest -n 2

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.installed  ## ratios within one run, see benchmarks/
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

resilience: .venv/.installed  ## 500 faulty crawls and 30 kills against live databases, loopback only, under 10 minutes
	$(BIN)/python -m benchmarks.resilience

serve: .venv/.installed  ## look at public/ on localhost
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory public 8000

lock: .venv/.installed  ## pin every dependency again, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --extra dev --extra postgresql --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -o requirements.lock pyproject.toml

clean:
	rm -rf .venv .ruff_cache .mypy_cache .pytest_cache .hypothesis build dist *.egg-info public .public-editions jobs.db jobs.db-*
