# The work is done by the scripts in tools/; every target installs what it needs and skips what is there.
# ARGS goes to the command at the end: make run ARGS="--listen 127.0.0.1:8080", make test ARGS=rust.

.DEFAULT_GOAL := help
.PHONY: help run dev build test torture bench lint fmt clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build Heliu and start it with the demonstration
	@tools/run.sh $(ARGS)

dev: ## the same, built anew after every change
	@tools/dev.sh $(ARGS)

build: ## build the release: target/release/heliu
	@tools/setup.sh build
	@tools/build.sh

test: ## all tests: model, both databases, server, browser (ARGS=rust or ARGS=browser for a part)
	@tools/test.sh $(ARGS)

torture: ## all tests, the long ones in full length
	@HELIU_TORTURE=1 tools/test.sh $(ARGS)

bench: ## measure
	@tools/bench.sh $(ARGS)

lint: ## format, clippy, types of the browser tests, dependencies
	@tools/lint.sh

fmt: ## format the Rust code
	@cargo fmt --all

clean: ## remove what was built; the tools stay
	@rm -rf target end2end/results
