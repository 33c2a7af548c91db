# `make test`: everything that proves a build, as CI runs it.

.PHONY: test unit docs lint
test: apus ## run all tests: units, objects, end to end, libc's functions, random sequences, glibc programs and their work, and redis, sqlite and busybox
	@tools/run-tests $(MAKE) lint unit reproducible endtoend endtoend-off endtoend-sleep string-test function-test fuzz fuzz-signalfd glibc-test glibc-sweep-ci glibc-works-ci apps-ci

unit: stock apus ## run the Swift tests: kernel, objects and the command-line tool
	@tools/need-packages "run the object tests" gdb binutils util-linux
	@APUS_BUILD=$(B) $(SWIFT) test --scratch-path $(B)/swiftpm 2>&1 | tools/swift-test-summary

lint: ## check that the sources are formatted and the generated docs are up to date
	@$(SWIFT) format lint --strict --recursive Package.swift Plugins Sources Tests
	@awk -v make=docs -f tools/syscalls.awk $(TABLE) | cmp -s - docs/syscalls.md || \
		{ echo "docs/syscalls.md is not what syscalls.tbl says: run make docs"; exit 1; }
	@echo "1 passed, 0 failed"

docs: ## make docs/syscalls.md from the table
	awk -v make=docs -f tools/syscalls.awk $(TABLE) >docs/syscalls.md
