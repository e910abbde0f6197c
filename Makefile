# The verbs a person types. `make` alone explains them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock
GET_UV := install --quiet --disable-pip-version-check --constraint requirements.lock uv
LESSONS ?= my-lessons
# The one test that needs nbval starts it; every other process comes up a second sooner without.
PYTEST := $(BIN)/python -m pytest -q -p no:nbval
# Each file's tests in one process, the browser's first: they are the longest, and wait so much that
# three processes keep two cores busy.
BY_FILE := -n 3 --dist loadfile --no-loadscope-reorder
# What Python has compiled is kept, also where a machine keeps it from doing so: it halves each start.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(abspath $(VENV))/compiled
# A value reaches the shell through the environment: spaces and quotes may stand in it. Lists of
# words (LAB_ARGS, BENCH_ARGS) are read by the shell: quote inside them what has a space.
export LESSONS PYTHON CONTACT

help: ## show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

lab: $(VENV)/.lab ## open the lessons in JupyterLab (LAB_ARGS="--no-browser --port 8890")
	$(BIN)/darfurlab lab $(LAB_ARGS) -- "$$LESSONS"

test: $(VENV)/.test ## lint, types, data, tests, notebooks, browser: what the build runs
	$(MAKE) --no-print-directory -j 2 check tests

tests: $(VENV)/.test ## what `make test` runs beside `make check`
	$(PYTEST) $(BY_FILE)

quick: $(VENV)/.test ## lint, types, data and the fast tests: for every save
	$(MAKE) --no-print-directory check
	$(PYTEST) -n auto --dist worksteal -m "not slow" --ignore tests/browser

browser: $(VENV)/.test ## the lessons and activities in JupyterLab in Chromium (slow)
	$(PYTEST) $(BY_FILE) tests/browser

installed: $(VENV)/.test ## as a wheel, from the archive of sources, and as Binder does (slow, network)
	$(BIN)/python -m pytest -q -m installed tests/browser/test_installed.py

bench: $(VENV)/.bench ## how fast the first chart, the bargaining engine and collecting are (minutes)
	$(BIN)/python tests/bench/first_chart.py
	$(BIN)/python tests/bench/collect_speed.py
	$(BIN)/python tests/bench/bargaining_speed.py $(BENCH_ARGS)

check: $(VENV)/.test ## lint, types and data only (quick)
	$(BIN)/ruff format --check src tests tools conftest.py
	$(BIN)/ruff check src tests tools conftest.py
	$(BIN)/mypy
	$(BIN)/darfurlab check

notebooks: $(VENV)/.test ## run the committed notebooks again and store them in their normal form
	$(BIN)/darfurlab pages .
	$(BIN)/python tools/notebooks.py

shake: $(VENV)/.test ## how often what lesson 02 says holds with other numbers: stored (minutes)
	$(BIN)/python tools/shake.py

sheet: $(VENV)/.test ## draw every chart in every state on contact sheets, in build/charts
	$(BIN)/python tools/sheet.py

handouts: $(VENV)/.test ## print what a class needs on paper: PDF in build/handouts, A4 and Letter
	$(BIN)/python tools/handouts.py $(if $(CONTACT),--contact "$$CONTACT") $(HANDOUTS)

stick: $(VENV)/.test ## a folder that installs the lessons without the internet, tried: build/stick
	$(BIN)/python tools/stick.py

format: $(VENV)/.test ## format the code
	$(BIN)/ruff format src tests tools conftest.py
	$(BIN)/ruff check --fix src tests tools conftest.py

lock: $(VENV)/.uv ## choose the newest versions again: requirements.lock and environment.yml
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  pyproject.toml --output-file requirements.lock
	$(BIN)/python tools/environment.py

# The pack and its extras at one end of what pyproject.toml allows, in an environment of its own;
# what tests it is the newest there is. Lowest-direct: what others need is for others to bound.
define at_one_end
	rm -rf build/$@
	$(BIN)/uv venv --quiet --python $(BIN)/python build/$@
	$(BIN)/uv pip compile --quiet --resolution $(1) --extra pdf --extra pictures \
	  --no-header --no-annotate --output-file build/$@/versions.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python build/$@/bin/python --constraint build/$@/versions.txt \
	  --editable '.[test]'
	touch build/$@/.uv build/$@/.lab
	build/$@/bin/python -m pytest -q -n auto --dist worksteal $(TELLING)
	build/$@/bin/python -m pytest -q $(SEEN)
endef
TELLING := tests/datasets/test_frames.py tests/datasets/test_verify.py tests/tables tests/activities \
  tests/charts/test_render.py tests/papers/test_saved_notebooks.py tests/launch/test_check.py \
  tests/notebooks
SEEN := $(patsubst %,tests/browser/test_%.py,lessons lesson_04 charts_states)

oldest: $(VENV)/.uv ## the lessons with the lowest versions that pyproject.toml allows (minutes, network)
	$(call at_one_end,lowest-direct)

newest: $(VENV)/.uv ## the lessons with the newest versions that it allows
	$(call at_one_end,highest)

clean: ## remove what was installed and built (never my-lessons)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A venv without pip is made in a twentieth of the time; the pip that is there installs uv into it.
$(VENV)/.uv: requirements.lock
	test -x $(BIN)/python || "$$PYTHON" -m venv --without-pip $(VENV)
	"$$PYTHON" -m pip --python $(BIN)/python $(GET_UV) || { $(BIN)/python -m ensurepip && $(BIN)/python -m pip $(GET_UV); }
	touch $@

$(VENV)/.lab: pyproject.toml requirements.lock $(VENV)/.uv
	$(UV) --editable .
	touch $@

$(VENV)/.test: pyproject.toml requirements.lock $(VENV)/.uv
	$(UV) --editable '.[test]'
	touch $@ $(VENV)/.lab

$(VENV)/.bench: pyproject.toml requirements.lock $(VENV)/.uv
	$(UV) --editable '.[bench]'
	touch $@ $(VENV)/.lab

.PHONY: help lab test tests quick browser installed bench check notebooks shake sheet handouts stick format lock oldest newest clean
