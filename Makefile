# Each target sets up .venv by itself; nothing but Python 3.11, pip and make is needed.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: demo test lint audit bench resilience serve clean lock chromium pictures

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/.installed  ## crawl the bundled sample sites, fill jobs.db, write public/
	$(BIN)/electionjobs demo

test: .venv/.installed lint chromium  ## every check and every test
	$(BIN)/python -m pytest -n 3  # more than the two cores: crawls wait for their delays

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: .venv/.installed  ## ask for known vulnerabilities of the pinned dependencies; needs the network
	$(BIN)/python .ci/audit.py

chromium:  ## the browser that pages are read and tested in; installed from Debian's packages where that is possible
	@command -v chromium >/dev/null || ! command -v apt-get >/dev/null || { \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	  echo "no chromium: install it (apt-get install chromium), the tests of pages in a browser need it"

bench: .venv/.installed  ## ratios within one run, see benchmarks/
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

resilience: .venv/.installed  ## breaks every promise in every known way, loopback only, under 20 minutes
	$(BIN)/python -m benchmarks.resilience

serve: .venv/.installed  ## pages, feeds, the desk and the explorer on http://127.0.0.1:8000/
	$(BIN)/electionjobs serve

pictures: .venv/.installed chromium  ## take the README's pictures of the demo anew
	$(BIN)/python docs/take_pictures.py

lock: .venv/.installed  ## pin every dependency again, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --extra dev --extra postgresql --extra browser --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -o requirements.lock pyproject.toml

clean:
	rm -rf .venv .ruff_cache .mypy_cache .pytest_cache .hypothesis build dist *.egg-info public .public-editions captures jobs.db jobs.db-*
