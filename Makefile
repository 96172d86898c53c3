# make demo    set up .venv and run a real example twice: what ran in parallel, what was reused
# make test    set up .venv with the development tools and run everything
# make check   format, lint, types, layers and unit tests, in under a minute

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin

.PHONY: demo test check format bench clean

demo: $(VENV)/installed
	@$(BIN)/python examples/demo.py

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 -m "not slow and not network" tests

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	@for script in tests/bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# A Debian machine may lack the parts of Python that make an environment with pip in it, so three
# ways are tried: the usual one, virtualenv through a pip that is there, and Debian's package.
$(VENV)/created:
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) 2>/dev/null \
	|| { rm -rf $(VENV); $(PYTHON) -m virtualenv -q $(VENV) 2>/dev/null; } \
	|| { rm -rf $(VENV) && $(PYTHON) -m pip install -q --target $(VENV)-tool virtualenv 2>/dev/null \
	     && PYTHONPATH=$(VENV)-tool $(PYTHON) -m virtualenv -q $(VENV) && rm -rf $(VENV)-tool; } \
	|| { rm -rf $(VENV) && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	     && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv $(VENV); } \
	|| { echo "make: no way to make a virtual environment here; install python3-venv first" >&2; exit 1; }
	@touch $@

$(VENV)/installed: $(VENV)/created pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/created pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) $(VENV)-tool .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
