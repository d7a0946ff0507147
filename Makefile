# Two commands for a newcomer: `make run` and `make test`. Everything else is named in CONTRIBUTING.md.
.PHONY: help run test test-live check release bench setup format

SWIFT ?= swift
FOR ?=
RELEASE_FLAGS = -c release --static-swift-stdlib -Xlinker -s

help:
	@echo "make run        set up, build, and watch the bot serve a sandbox community (make run FOR=10s ends by itself)"
	@echo "make test       set up and run the tests: no account, no browser, no network beyond the packages"
	@echo "make test-live  the tests against a real browser, servers that others wrote, and official clients"
	@echo "make release    one binary in .build/release/botrun"
	@echo "make check      formatting, import check, tests: what a change must pass"
	@echo "make bench      what it costs, measured"

setup:
	@scripts/setup

run: setup
	@$(SWIFT) build --product botrun
	@rm -rf .build/try && mkdir -p .build/try
	@cp -r config.example.json Examples .build/try/
	@exec .build/debug/botrun run --config .build/try/config.example.json --show $(if $(FOR),--for $(FOR))

test: setup
	@$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	@$(SWIFT) test --skip-build --disable-xctest --skip botrunTests
	@# Those that start the real bot wait for it, and would starve beside the others on a small machine.
	@$(SWIFT) test --skip-build --disable-xctest --filter botrunTests

test-live: setup
	@scripts/test-live

check: setup
	@scripts/check

release: setup
	@$(SWIFT) build $(RELEASE_FLAGS) --product botrun
	@ls -l .build/release/botrun

bench: release
	@scripts/bench

format:
	@$(SWIFT) format -i -r Package.swift Sources Tests
