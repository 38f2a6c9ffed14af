# The two commands to remember are `make run` and `make test`; both install what is missing.

PORT ?= 8080
export PATH := $(CURDIR)/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)

.PHONY: help run test check build offline dist journeys bench bless fuzz screenshots setup browser clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build the page and serve it at a printed loopback URL (PORT= changes it)
	@PORT=$(PORT) node tests/e2e/serve.mjs dist

test: setup browser ## everything that must hold; CI runs this
	@tests/run all

check: ## the quick part: format, lints, native tests
	@tests/run quick

build: setup ## the release page in dist/
	@tests/run page

offline: build ## the page as one HTML file, dist/fast-ha-offline.html
	@ls -l dist/fast-ha-offline.html && cat dist/SHA256SUMS

dist: setup ## the site for any host with digests, its list of parts and their licences; the native binary in target/binary
	@tests/run dist

journeys: build browser ## the browser journeys alone
	@tests/run journeys

bench: build browser ## figures: native times, keys, the page beside others (PEERS=list.json), sizes by file and function
	@cargo bench --quiet
	@cargo build --release --quiet
	@node tests/bench/designs.mjs
	@node tests/bench/browser.mjs
	@node tests/bench/page.mjs $(PEERS)
	@node tests/sizes.mjs
	@node tests/bench/wasm.mjs

bless: ## write the golden designs anew; review the difference
	@BLESS=1 cargo test --quiet --test designs --test docs --test deploy

screenshots: build browser ## pictures of every view in tests/e2e/out, three of them for the documentation
	@node tests/e2e/screenshots.mjs
	@cp tests/e2e/out/diagram-1440-light.png docs/desk.png
	@cp tests/e2e/out/deploy-1440-light.png docs/deploy.png
	@cp tests/e2e/out/address-plan-1440-light.png docs/addresses.png

fuzz: ## six fuzzers, SECONDS= each (60) or RUNS=, or one TARGET=; needs the nightly compiler and cargo-fuzz
	@tests/run fuzz $(if $(RUNS),-runs=$(RUNS),-max_total_time=$(or $(SECONDS),60)) $(TARGET)

setup: ## the tools of the build
	@tests/setup tools

browser: ## Chromium, Firefox and WebKit for the journeys
	@tests/setup browser

clean: ## remove what was built
	@rm -rf dist target
