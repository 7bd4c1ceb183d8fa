# The project's commands; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
BOT_PY := .venv/bin/python
# Tests of one file stay in one process, so that what they share is made once.
PARALLEL := -n auto --maxprocesses 8 --dist loadfile
CALLER := $(or $(INIT_CWD),$(PWD))

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## Create both Python environments (the other commands do it when needed)
	@scripts/python scripts/bootstrap.py

.PHONY: chat
chat: setup ## Chat in the terminal: [SHOP=demo] [CUSTOMER=C0001] [STAFF=1] [EXPLAIN=1]
	@$(PY) -m scripts.chat $(if $(SHOP),--shop "$(SHOP)") $(if $(CUSTOMER),--customer "$(CUSTOMER)") $(if $(STAFF),--staff) $(if $(EXPLAIN),--explain)

.PHONY: shell
shell: setup ## The same bot in Rasa's own shell: [SHOP=demo] [DEBUG=1]
	@$(PY) -m scripts.shell $(if $(SHOP),--shop "$(SHOP)") $(if $(DEBUG),--debug)

.PHONY: serve
serve: setup ## Serve the bot and a chat page: [SHOP=demo], ECOM_HOST, ECOM_PORT
	@$(PY) -m scripts.serve $(if $(SHOP),--shop "$(SHOP)")

.PHONY: console
console: setup ## What the bot did, for the shop's staff: [SHOP=demo] [DAY=1], ECOM_CONSOLE_PORT
	@$(PY) -m scripts.console $(if $(SHOP),--shop "$(SHOP)") $(if $(DAY),--day)

.PHONY: day
day: setup ## Simulate a day of conversations for the console: [CONVERSATIONS=80]
	@$(PY) -m scripts.day $(if $(CONVERSATIONS),--conversations "$(CONVERSATIONS)")

.PHONY: test
test: setup test-core test-bot test-data test-chat ## Run every test

.PHONY: test-core
test-core: setup ## Tests of the core and the actions, with their coverage
	@$(PY) -m pytest -q -m "not chat" $(PARALLEL) --cov --cov-report=term:skip-covered

.PHONY: test-bot
test-bot: setup ## Tests of the channels and language components, in the bot's environment
	@cd bot && $(BOT_PY) -m pytest -q

.PHONY: test-data
test-data: setup ## Rasa's own checks of domain, rules, training data and test stories
	@$(PY) -m scripts.validate

.PHONY: test-chat
test-chat: setup ## Whole conversations against the running bot
	@$(PY) -m pytest -q -m chat tests/chat

.PHONY: lint
lint: setup ## Check format, style and types
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@cd bot && ../$(PY) -m mypy

.PHONY: bench
bench: setup ## Measure what needs no other data than the demo shop's
	@$(PY) -m scripts.prepare --shop-only
	@.venv/bin/ecomcore evaluate answers
	@.venv/bin/ecomcore evaluate spend

.PHONY: bench-intents
bench-intents: setup ## Measure understanding: TRAIN= TEST= [OOS= VAL= OOS_TRAIN= FOLDS= SHOTS= JSON=1]
	@cd bot && $(BOT_PY) -m benchmarks.intents \
	  $(foreach name,TRAIN TEST OOS VAL OOS_TRAIN,$(if $($(name)),--$(subst _,-,$(shell echo $(name) | tr A-Z a-z)) "$(call from-caller,$($(name)))")) \
	  $(if $(FOLDS),--folds "$(FOLDS)") $(if $(SHOTS),--shots "$(SHOTS)") $(if $(JSON),--json)

.PHONY: bench-shop-intents
bench-shop-intents: setup ## Measure understanding of the shop's own intents: [JSON=1]
	@cd bot && $(BOT_PY) -m benchmarks.shop_intents $(if $(JSON),--json)

.PHONY: bench-tasks
bench-tasks: setup ## Measure whole tasks: TASKS= [LIMIT= JSON=1]
	@$(PY) -m benchmarks.tasks "$(call from-caller,$(TASKS))" \
	  $(if $(LIMIT),--limit "$(LIMIT)") $(if $(JSON),--json)

.PHONY: bench-turns
bench-turns: setup ## Measure which skill answers labelled messages: [PART=held TRIAL=folder MISTAKES=1]
	@$(PY) -m benchmarks.turns $(if $(PART),--part "$(PART)") \
	  $(if $(TRIAL),--trial "$(call from-caller,$(TRIAL))") $(if $(MISTAKES),--mistakes)

.PHONY: arbiter
arbiter: setup ## Learn from labelled messages how readings are weighed: [TRIAL=folder]
	@$(PY) -m benchmarks.turns_learn $(if $(TRIAL),--trial "$(call from-caller,$(TRIAL))")

.PHONY: bench-harm
bench-harm: setup ## Measure whether messages that name no change change something: [ONLY=en MISTAKES=1 JSON=1]
	@$(PY) -m benchmarks.harm $(if $(ONLY),--language "$(ONLY)") $(if $(MISTAKES),--mistakes) $(if $(JSON),--json)

.PHONY: bench-policy
bench-policy: setup ## Measure answers about how the shop works: [ONLY=en MISTAKES=1 JSON=1]
	@$(PY) -m benchmarks.policy $(if $(ONLY),--language "$(ONLY)") $(if $(MISTAKES),--mistakes) $(if $(JSON),--json)

.PHONY: bench-latency
bench-latency: setup ## Measure how long a shopper waits: [JSON=1]
	@$(PY) -m benchmarks.latency $(if $(JSON),--json)

.PHONY: bench-load
bench-load: setup ## Measure messages that arrive at set rates: [RATES="10 20 25" SECONDS=30 JSON=1]
	@$(PY) -m benchmarks.load $(if $(RATES),--rates $(RATES)) $(if $(SECONDS),--seconds "$(SECONDS)") $(if $(JSON),--json)

# A path as the caller meant it, for commands that run in another folder.
from-caller = $(if $(filter /% ~%,$(1)),$(1),$(CALLER)/$(1))

.PHONY: docs
docs: setup ## Write the generated parts of the documentation
	@$(PY) -m scripts.docs
	@$(PY) -m scripts.architecture

.PHONY: docs-check
docs-check: setup ## Check that the generated parts of the documentation are up to date
	@$(PY) -m scripts.docs --check
	@$(PY) -m scripts.architecture --check

.PHONY: lock
lock: setup ## Resolve the dependencies of both environments anew: [UPGRADE=1]
	@$(PY) -m scripts.lock $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove both environments and everything that was made, the databases too
	rm -rf .venv bot/.venv .tools var bot/models bot/.rasa .pytest_cache bot/.pytest_cache .mypy_cache .ruff_cache .coverage htmlcov *.egg-info shoptalk/*.egg-info
