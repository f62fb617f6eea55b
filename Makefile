PYTHON ?= python
DIST ?= dist
SITE ?= build/docs

.PHONY: test search lint types format coverage docs notebooks wheel benchmarks mutants

test:            ## all tests, as the README says
	$(PYTHON) -m pytest

coverage:        ## all tests but those that bound a time, with the lines that they reach
	COVERAGE_CORE=sysmon $(PYTHON) -m pytest -m "not timed" --cov --cov-report=term

search:          ## the laws on a thousand new examples each, to find where they fail
	HYPOTHESIS_PROFILE=search $(PYTHON) -m pytest tests/laws

lint:            ## style and formatting
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

format:          ## put the style right
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

types:           ## strict typing of the package, and of a program that uses it; needs '.[types]'
	$(PYTHON) -m mypy
	$(PYTHON) -m pyright --pythonpath "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	$(PYTHON) tests/types/complete.py

docs:            ## the documentation as a site, in build/docs/ by default; needs '.[docs]'
	$(PYTHON) -m sphinx -W --keep-going -q -b html -c docs . $(SITE)
	$(PYTHON) docs/site/check.py $(SITE)

notebooks:       ## run the notebooks of the examples again, and save what they say now; needs '.[notebooks]'
	$(PYTHON) -m tests.docs.notebooks

wheel:           ## sdist and wheel, in dist/ by default
	$(PYTHON) -m build --outdir $(DIST)

benchmarks:      ## every benchmark; results go to benchmarks/results/
	$(PYTHON) -m benchmarks

mutants:         ## which breaks of the code no test notices (hours; ROOM=tallies for one room); needs '.[mutants]'
	$(PYTHON) -m tests.mutation $(ROOM)
