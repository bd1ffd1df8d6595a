# Each command sets up what it needs. `make` alone lists them.
.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh

PYTHON ?= python3
EPOCHS ?= 100
# pyenv may offer a uv that does not work in every folder: only one that runs here counts. It is
# fetched by the recipes that need it: where all is installed, nothing is written.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
NEED_UV = { [ $(UV) = uv ] || [ -x $(UV) ] || $(MAKE) -s $(UV); } &&
PY := .venv/bin/python
# What is written at run time is for its owner alone.
OWN := umask 077 &&
export RASA_TELEMETRY_ENABLED := false
export ORT_DISABLE_TELEMETRY := 1

.PHONY: help run chat rasa test quick check train evaluate bench load scale candidates soak faults fuzz lighthouse screenshots ablation thresholds sbom release teams-package encoder account drafts answers warm-start names-in-context writers public facts image-check deploy-check browser lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: .venv/run ## Start the bot and say where it answers
	@$(OWN) exec $(PY) -m supervisor

chat: .venv/run ## Talk to the running bot in the terminal
	@exec $(PY) -m dev.chat

rasa: .venv/run ## Run one of Rasa's own commands (ARGS="shell nlu")
	@$(OWN) $(PY) -m engine.rasa_patches $(ARGS)

PYTEST := $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder
# What the tests of a room need beside Python. A file that is run alone trains its model itself.
NEED_MODEL := tests/dialogue/ tests/engine/evaluation/ tests/engine/rasa_patches/ tests/engine/serving/ \
	tests/engine/training/ tests/whole/
NEED_BROWSER := tests/web/chat/page/ tests/web/chat/test_source_lines.py \
	tests/web/chat/test_without_script.py tests/web/channels/teams/test_teams_playground.py \
	tests/web/embedding/ tests/web/firefox/ tests/web/test_assets.py \
	tests/web/trainer/teaching/test_taught_pages.py tests/whole/ \
	$(wildcard tests/web/*/test_*_browser.py tests/web/*/*/test_*_browser.py)
NEED_NODE := tests/test_check_patterns.py tests/test_node.py tests/web/firefox/
NEED_DEPLOY := tests/deploy/
# $(call needs,ROOMS): those of the rooms that ROOM is in, or that are in it.
FILE := $(firstword $(subst ::, ,$(ROOM)))
needs = $(strip $(foreach room,$(1),$(filter $(room)%,$(FILE))$(filter $(FILE)%,$(room))))
# Rooms whose tests, but for those marked `slow` (tests/conftest.py), take less than a minute.
QUICK := $(wildcard tests/test_*.py) tests/actions tests/contracts tests/desk tests/dialogue \
	tests/engine/understanding tests/web/http tests/web/outgoing

ifdef ROOM
test: .venv/dev \
		$(if $(call needs,$(NEED_NODE)),node_modules/ready) \
		$(if $(call needs,$(NEED_DEPLOY)),var/deploy/ready) \
		$(if $(call needs,$(NEED_BROWSER)),browser) \
		$(if $(filter %.py,$(FILE)),,$(if $(call needs,$(NEED_MODEL)),train))
	$(if $(filter tests/js%,$(FILE)),$(PY) -m dev.node test,\
		$(if $(filter %.py,$(FILE)),$(PY) -m pytest,$(PYTEST)) "$(ROOM)")
else
test: .venv/dev node_modules/ready var/deploy/ready browser train ## Run every test, on two cores (ROOM=tests/desk: a room, a file or file::test alone)
	$(PY) -m dev.node test
	$(PYTEST) tests
endif

quick: .venv/dev ## Run the tests that start no model, browser, server or process (less than a minute)
	$(PY) -m dev.node test
	$(PYTEST) -m "not slow" $(QUICK)

check: .venv/dev node_modules/ready ## Style, types, import contracts, facts, training data, known vulnerabilities and licences
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m dev.check_style
	$(PY) -m mypy contracts desk dialogue actions web engine supervisor dev bench tests
	$(PY) -m dev.node check
	.venv/bin/lint-imports
	$(PY) -m dev.check_facts
	$(PY) -m dev.check_data
	$(PY) -W ignore -m dev.check_patterns
	$(PY) -m dev.delivery.lock_audit
	$(PY) -m dev.delivery.licences
	@# Rasa warns of every intent without a rule (docs/decisions/0001): its log is shown on errors.
	@mkdir -p -m 700 var && $(PY) -m engine.rasa_patches data validate --domain domain.yml --data data \
		--config config.yml > var/validate.log 2>&1 || { cat var/validate.log; exit 1; }

train: .venv/run ## Train a model, unless it is there already
	@$(OWN) $(PY) -m engine.training

evaluate: train ## Score the model on the holdout, in numbers and as pictures under var/evaluation
	$(OWN) $(PY) -W ignore -m engine.evaluation --model "$$($(PY) -m engine.training | tail -1)"

bench: .venv/dev var/peer/ready var/lighthouse/ready browser ## Measure the workbench, the public pages, and the bot against Rasa's default (an hour and more; EPOCHS=30 is shorter)
	$(PY) -m bench.workbench
	$(PY) -W ignore -m bench.trial_candidates
	$(PY) -W ignore -m bench.lighthouse
	$(PY) -W ignore -m bench.load
	$(PY) -W ignore -m bench.scale
	$(PY) -W ignore -m bench.compare --epochs $(EPOCHS)

load: .venv/dev var/peer/ready ## Measure messages a second, ours and Rasa's default (minutes; part of make bench)
	$(PY) -W ignore -m bench.load

scale: .venv/dev train ## Measure one and two engines, and what more machines would carry (minutes; part of make bench)
	$(PY) -W ignore -m bench.scale

soak: .venv/dev train ## Half of what it carries, for MINUTES (30): does memory grow, is anything lost?
	$(PY) -W ignore -m bench.scale.soak $(if $(MINUTES),--minutes $(MINUTES)) \
		$$([ $(or $(MINUTES),30) -ge 30 ] 2>/dev/null && echo --picture docs/images/soak.svg)

faults: .venv/dev train ## Do to a running stack what can happen to it, and print what came of it (minutes)
	$(PY) -W ignore -m tests.faults $(if $(ONLY),--only $(ONLY))

fuzz: .venv/dev train ## Run the tests that make up their cases with 10,000 of them and more (half an hour; TIMES=4)
	$(PY) -W ignore -m tests.fuzz $(if $(TIMES),--times $(TIMES))

candidates: .venv/dev train ## Three honest candidates may be released, and two spoiled ones are warned of (a quarter of an hour; part of make bench)
	$(PY) -W ignore -m bench.trial_candidates

lighthouse: .venv/dev var/lighthouse/ready browser train ## Hold the public pages to 98 points of Lighthouse (minutes; part of make bench)
	$(PY) -W ignore -m bench.lighthouse $(if $(URL),--url "$(URL)")

screenshots: .venv/dev browser train ## Take what people see anew, into docs/images (ONLY="empty late vendors" for some)
	@$(PY) -m dev.screenshots $(if $(ONLY),--only $(ONLY))

ablation: .venv/dev ## Measure what each way of reading a message earns (half an hour; ROWS=encoder for some)
	$(PY) -W ignore -m bench.ablation --only "$(ROWS)"

thresholds: .venv/dev ## Measure what each threshold costs on messages not learnt from (minutes)
	$(PY) -W ignore -m bench.thresholds

sbom: .venv/dev ## Write what is installed, and which vulnerabilities are accepted, as CycloneDX
	@$(OWN) $(PY) -m dev.delivery.sbom

release: .venv/dev ## Make the archive, bills of materials, checksums and image of the latest version in CHANGELOG.md
	@$(PY) -m dev.delivery.release $(ARGS)

teams-package: .venv/dev ## Build and check the app package that Teams takes
	@$(PY) -m dev.teams_package

encoder: var/encoder/ready ## Make the domain encoder anew from data/nlu (seldom needed, forty minutes)
	var/encoder/bin/python -m recipes.encoder.build

account: var/encoder/ready ## Make what reads a case's account anew (after data/exchanges or make encoder; half an hour)
	var/encoder/bin/python -m recipes.account.build

drafts: var/encoder/ready ## Make what reads a message about a draft anew (after data/drafts or make encoder; twenty minutes)
	var/encoder/bin/python -m recipes.drafts.build

answers: var/encoder/ready ## Make what reads which answer a message asks for anew (after data/answers or make encoder; a quarter of an hour)
	var/encoder/bin/python -m recipes.answers.build

warm-start: .venv/run ## Write where the regressions begin their fits (after make encoder; two minutes)
	$(PY) -W ignore -m engine.training.make_warm_start

names-in-context: var/encoder/ready ## Train what judges names in their sentence (after make encoder; ten minutes; NEWS=swedish_ner_train.txt)
	var/encoder/bin/python -W ignore -m recipes.names.context "$(NEWS)"

writers: .venv/dev ## Leave out each writer in turn (WRITERS="a b" for some) and read their messages
	$(PY) -W ignore -m bench.writers $(WRITERS)

public: .venv/dev var/encoder/ready ## Measure the recipe on CLINC150 and BANKING77 (an hour and more; SETS=folder)
	var/encoder/bin/python -m bench.public.encoders $(if $(SETS),--sets "$(SETS)")
	$(PY) -W ignore -m bench.public $(if $(SETS),--sets "$(SETS)")

var/encoder/ready: recipes/encoder/requirements.txt
	$(NEED_UV) $(UV) venv -q --allow-existing --python 3.13 var/encoder
	$(UV) pip install -q --compile-bytecode --python var/encoder -r $<
	@touch $@

var/deploy/ready: deploy/checks/requirements.txt
	@$(OWN) mkdir -p var
	$(NEED_UV) $(UV) venv -q --no-config --allow-existing --python 3.13 var/deploy
	$(UV) pip install -q --no-config --python var/deploy --require-hashes -r $<
	@touch $@

var/lighthouse/ready: bench/lighthouse/package-lock.json | .venv/dev
	@$(OWN) mkdir -p var/lighthouse && cp bench/lighthouse/package.json $< var/lighthouse
	@$(PY) -m dev.node install var/lighthouse
	@touch $@

# Rasa as its makers ship it, with TensorFlow, in the Python that it was made for.
var/peer/ready: bench/peer/requirements.lock
	@# Asked for there: pyenv goes by the folder's .python-version.
	@$(NEED_UV) $(UV) venv -q --no-config --allow-existing var/peer --python \
		"$$(cd bench/peer && python3.10 -c 'import sys; print(sys.executable)' 2>/dev/null || echo 3.10)" 2>/dev/null \
		|| { echo "Python 3.10 saknas och gick inte att hämta: Rasas förval behöver den. Installera Python 3.10 och kör igen."; exit 1; }
	$(UV) pip install -q --no-config --compile-bytecode --python var/peer --require-hashes -r $<
	@touch $@

image-check: .venv/dev ## Build the container's image and have it answer (minutes; ARGS="--base IMAGE@DIGEST")
	$(PY) -m dev.delivery.image_check $(ARGS)

deploy-check: .venv/dev var/deploy/ready ## Check the units, the Containerfile and the chart
	$(PY) -m pytest tests/deploy

facts: .venv/run ## Check the facts file
	@$(PY) -m dev.check_facts

browser: .venv/dev ## Make sure that there is a Chromium for the browser tests, and a Firefox if it can be
	@$(PY) -m dev.browser

lock: | .venv/dev ## Compile the lock files anew
	$(NEED_UV) $(UV) pip compile -q --upgrade --generate-hashes --no-emit-index-url --python-version 3.13 pyproject.toml -o requirements.lock
	$(UV) pip compile -q --generate-hashes --no-emit-index-url --python-version 3.13 --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(PY) -m dev.node lock .
	$(PY) -m dev.node lock bench/lighthouse
	@# Without what pyproject.toml says of Rasa's needs: the peer has all that Rasa asks for.
	$(UV) pip compile -q --no-config --generate-hashes --no-emit-index-url --python-version 3.10 bench/peer/pyproject.toml -o bench/peer/requirements.lock

clean: ## Remove environments and caches; models and var/ stay
	rm -rf .venv .tools node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .rasa

.tools/bin/uv:
	@$(PYTHON) -m venv .tools >/dev/null 2>&1 \
		&& .tools/bin/python -m pip install -q --disable-pip-version-check uv \
		|| { echo "Det gick inte att hämta uv: installera uv, eller $(PYTHON) med venv och pip."; exit 1; }

.venv/bin/python:
	@$(NEED_UV) $(UV) venv -q --allow-existing --python 3.13 .venv 2>/dev/null \
		|| { echo "Python 3.13 saknas och gick inte att hämta: installera Python 3.13 och kör igen."; exit 1; }

# Compiled at once: Rasa's first import takes ten seconds without, and three with.
.venv/run: requirements.lock | .venv/bin/python
	@$(NEED_UV) $(UV) pip install -q --compile-bytecode --python .venv --require-hashes -r requirements.lock
	@touch $@

# TypeScript. npm writes nothing there that is as new as the lock file.
node_modules/ready: package-lock.json | .venv/dev
	@$(PY) -m dev.node install .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	@$(NEED_UV) $(UV) pip install -q --compile-bytecode --python .venv --require-hashes -r requirements-dev.lock
	@touch $@
