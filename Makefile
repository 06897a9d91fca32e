# What can be done with Hedan. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
VENVS := .local/venvs
SAM := $(VENVS)/sam/bin/sam
# Python that we check: what is deployed, and what runs it locally.
TYPED := shared functions infra

# --- Python 3.13 --------------------------------------------------------------------
# The runtime of the deployed functions, so nothing else will do. A name on PATH can be a pyenv shim
# that only prints an error: each candidate has to prove itself.
FIND_PYTHON = for python in $(PYTHON) python3.13 \
  "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.13.*/bin/python \
  "$$(uv python find --no-project 3.13 2>/dev/null || true)" python3 python; do \
  if [ -n "$$python" ] && "$$python" -c \
    'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; \
  then echo "$$python"; exit 0; fi; done; \
  echo 'Hedan needs Python 3.13: install it (python.org, "pyenv install 3.13" or "uv python install 3.13"), then run make again.' >&2; \
  exit 1

# $(call install,<environment>,<lock file>): a fresh environment with exactly what the lock file pins.
# It keeps a copy of that file, written last: what was interrupted half-way, or locked anew, is made
# again, and a file that is only newer changes nothing.
define install
@set -euo pipefail; \
if cmp -s $(2) $(1)/.installed; then touch $(1)/.installed; exit 0; fi; \
python=$$($(FIND_PYTHON)); \
echo "installing $(1)"; \
rm -rf $(1); \
"$$python" -m venv $(1); \
$(1)/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-compile \
  --no-deps --require-hashes --requirement $(2); \
cp $(2) $(1)/.installed
endef

# $(call quietly,<command>): its output only if it fails.
define quietly
@output=$$($(1) 2>&1) || { printf '%s\n' "$$output"; exit 1; }
endef

.PHONY: help
help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Environments -------------------------------------------------------------------

.PHONY: setup environments
setup: ## install everything the other targets need, from the lock files
	@python=$$($(FIND_PYTHON)) && $(MAKE) --jobs=3 environments PYTHON="$$python"

environments: .venv/.installed $(VENVS)/sam/.installed $(VENVS)/emulator/.installed
	@:

.venv/.installed: requirements/dev.txt
	$(call install,.venv,requirements/dev.txt)
	@echo "$(CURDIR)/shared" > .venv/lib/python3.13/site-packages/hedan.pth

$(VENVS)/%/.installed: requirements/%.txt
	$(call install,$(VENVS)/$*,requirements/$*.txt)

.PHONY: lock
lock: $(VENVS)/lock/.installed ## write the lock files again (UPGRADE=1: newest releases)
	@for name in {shared,infra/rules_layer}/requirements requirements/{lock,sam,emulator,dev}; do \
	  echo "locking $$name.txt"; \
	  $(VENVS)/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.13 \
	    --generate-hashes --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	    "$$name.in" --output-file "$$name.txt"; \
	done

# --- The local run ------------------------------------------------------------------

.PHONY: run
run: setup ## a day of trade on the real stack in the emulator; Ctrl-C ends it (ONCE=1: ends by itself)
	@$(BIN)/python -m infra.local.run $(if $(ONCE),--once)

.PHONY: invoke
invoke: setup ## send events/FUNCTION/EVENT.json to FUNCTION of the local run that is up
	@$(BIN)/python -m infra.local.invoke "$(FUNCTION)" "$(EVENT)"

# --- Checks -------------------------------------------------------------------------

# Two, also on one processor: the emulated day mostly waits. The order is that of tests/workers.py.
WORKERS := --numprocesses=2 --no-loadscope-reorder

.PHONY: test
test: setup ## run the tests (ARGS="-k fence" narrows them)
	@$(BIN)/python -m pytest $(WORKERS) $(ARGS)

.PHONY: lint
lint: setup ## everything in check that is not a test
	$(call quietly,$(BIN)/ruff format --check .)
	$(call quietly,$(BIN)/ruff check .)
	$(call quietly,$(BIN)/mypy $(TYPED))
	$(call quietly,$(BIN)/lint-imports)
	$(call quietly,$(BIN)/cfn-lint)
	$(call quietly,$(BIN)/python -m infra.local.lint_workflows)

.PHONY: check
check: lint test ## what CI runs: format, lint, types, layers, template, state machines, tests

.PHONY: format
format: setup ## format the code and mend what can be mended
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .

.PHONY: simulate
simulate: setup ## simulation (SEEDS=… PROCESSES=…, SEED=… one again), parcel machine, fifty days, the model of the refund stop
	@$(BIN)/python -m tests.simulation.run $(if $(SEED),--first=$(SEED) --seeds=1,$(if $(SEEDS),--seeds=$(SEEDS))) $(if $(PROCESSES),--workers=$(PROCESSES))
	@$(BIN)/python -m tests.simulation.all_mutants
	@HYPOTHESIS_PROFILE=simulate $(BIN)/python -m pytest tests/simulation --capture=no -k "every_point or any_order" $(ARGS)
	@HYPOTHESIS_PROFILE=simulate $(BIN)/python -m pytest tests/parcels/test_machine.py --capture=no $(if $(SEED),--hypothesis-seed=$(SEED)) $(ARGS)
	@DAYS=50 $(BIN)/python -m pytest tests/days $(ARGS)
	@PARCELS=10000 $(BIN)/python -m pytest $(WORKERS) tests/shipping -k "every_number or by_hand" $(ARGS)
	@HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest $(WORKERS) tests -m "not emulator" $(ARGS)
	@MODEL=1 $(BIN)/python -m pytest tests/model --capture=no $(ARGS)

.PHONY: bench
bench: setup ## measure start, memory, calls, cost and the time from refund to stop
	@$(BIN)/python -m infra.local.bench

# --- AWS ----------------------------------------------------------------------------

.PHONY: build
build: setup ## build the functions and the layer for AWS (arm64)
	@$(BIN)/python -m infra.local.build --architecture arm64

.PHONY: deploy
deploy: build ## deploy to your AWS account (credentials as for the AWS CLI; EMAIL=… PHONE=+86… are told of alarms)
	@$(SAM) deploy --template-file "$$($(BIN)/python -m infra.local.build --architecture arm64)" \
	  --config-file "$(CURDIR)/infra/samconfig.toml" --parameter-overrides Architecture=arm64 \
	  $(if $(EMAIL),OwnerEmail=$(EMAIL)) $(if $(PHONE),OwnerPhone=$(PHONE)) $(ARGS)

.PHONY: publish
publish: setup ## put FILE (settings.yaml, or a settings workbook) in force on the deployed stack
	@$(BIN)/python -m infra.publish_settings $(FILE) $(ARGS)

.PHONY: export-settings
export-settings: setup ## write the settings in force as settings.yaml and settings.xlsx
	@$(BIN)/python -m infra.export_settings $(ARGS)

.PHONY: user
user: setup ## let NAME in as ROLE (owner, operator, warehouse, read-only); EMAIL gets the first password
	@$(BIN)/python -m infra.add_user "$(NAME)" "$(ROLE)" --email "$(EMAIL)"

.PHONY: release
release: setup ## release a hold (ORDER= HOLD=) or a held parcel (PARCEL=)
	@$(BIN)/python -m infra.release --order "$(ORDER)" --hold "$(HOLD)" --parcel "$(PARCEL)"

.PHONY: store-link
store-link: setup ## print the address of STORE's page, where its files come and go
	@$(BIN)/python -m infra.store_link "$(STORE)"

.PHONY: connect
connect: setup ## ask for the keys and the first token of STORE and keep them (PLATFORM=… before it is published)
	@$(BIN)/python -m infra.connect_store "$(STORE)" $(if $(PLATFORM),--platform "$(PLATFORM)")

.PHONY: connect-robot
connect-robot: setup ## ask for the address and the key of ROBOT in a group chat and keep them (KIND=… before it is published)
	@$(BIN)/python -m infra.connect_robot "$(ROBOT)" $(if $(KIND),--kind "$(KIND)")

.PHONY: clean
clean: ## remove everything that was built or installed
	@rm -rf .venv .local .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
