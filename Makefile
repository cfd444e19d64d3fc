# Set up, run and check Pledgewatch. Needs Python 3.11 or later and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: help demo test soak bench lint check-debian clean

help:
	@echo "make demo   set up, examine the bundled examples, and say where the site lies"
	@echo "make test   set up, then ruff, mypy and the test suite (what CI runs)"
	@echo "make soak   the long tests: kills, mutations, fuzzing (an hour)"
	@echo "make bench  the figures of docs/figures.md, measured anew"

# Two stamps: the demo needs the base installation only; tests need everything.
$(VENV)/base.stamp: pyproject.toml requirements/constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements/constraints.txt -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/base.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements/constraints.txt -e '.[dev,ocr,browser,serve,capture,reach]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements/constraints.txt -e '.[peers]'
	@touch $@

# Spark and what it needs take 700 MB: its tests say that they were skipped where it is not installed; `make soak` installs it.
$(VENV)/spark.stamp: $(VENV)/test.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c requirements/constraints.txt -e '.[spark]'
	@touch $@

demo: $(VENV)/base.stamp
	@sh scripts/demo.sh $(BIN) $(DEMO)

test: $(VENV)/test.stamp check-debian
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

soak: $(VENV)/spark.stamp check-debian
	$(BIN)/python -m bench.kills
	$(BIN)/python -m bench.publication_kills
	$(BIN)/python -m bench.fuzz
	$(BIN)/python -m bench.fuzz_reuse
	$(BIN)/python -m bench.fuzz_desk
	$(BIN)/python -m bench.hard_input
	$(BIN)/python -m bench.scale --sizes 10000 100000 1000000 --skew
	HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n 2 --dist loadfile

bench: $(VENV)/bench.stamp
	$(BIN)/python -m bench.all

# Debian packages that the tests of pages and pictures need; without them those tests say that they were skipped.
check-debian:
	@command -v chromium >/dev/null || echo "note: browser tests are skipped; to run them: apt-get install chromium"
	@command -v tesseract >/dev/null || echo "note: the cross-check of scans is skipped; to run it: apt-get install tesseract-ocr"
	@command -v java >/dev/null || echo "note: the tests of Spark are skipped; to run them: apt-get install openjdk-17-jre-headless, and make soak"

clean:
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
