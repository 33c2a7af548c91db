# What a system call costs: glibc, stock musl, Apus, and Apus when every call has
# to be caught first. docs/benchmarks.md says how it is measured.

ROUNDS ?= 41
SLICE  ?= 8000
# Names of rows or shell patterns; empty for all.
ROWS   ?=
# The CPU to stay on, or none; empty for the last one that may be used.
PIN    ?=
CHECK  ?=

BENCH_CALLS := $(addprefix $(B)/bench/calls-,glibc musl apus caught)

$(B)/bench/calls-glibc: BENCH_CC = gcc
$(B)/bench/calls-musl: BENCH_CC = $(STOCK)/bin/musl-gcc
$(B)/bench/calls-apus $(B)/bench/calls-caught: BENCH_CC = $(APUS)/bin/apus-gcc
$(B)/bench/calls-caught: BENCH_CALLS_FLAGS = -DCAUGHT Benchmarks/caught.c
$(B)/bench/calls-musl: $(STOCK)/lib/libc.so
$(B)/bench/calls-apus $(B)/bench/calls-caught: $(APUS)/lib/libc.so

$(BENCH_CALLS): Benchmarks/calls.c Benchmarks/caught.c Benchmarks/caught.h Benchmarks/rows.h make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	$(BENCH_CC) -O2 -std=gnu11 -Wall -o $@ Benchmarks/calls.c $(BENCH_CALLS_FLAGS) -pthread

$(B)/bench/bench: Benchmarks/bench.c Benchmarks/report.c Benchmarks/bench.h Benchmarks/rows.h make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc -O2 -std=gnu11 -Wall -o $@ Benchmarks/bench.c Benchmarks/report.c -lm

.PHONY: bench bench-quick
bench-quick: ROUNDS = 11
bench-quick: SLICE = 2500
bench: ## measure system calls on glibc, stock musl and Apus (ROUNDS= ROWS='getpid clock*' PIN= CHECK=1)
bench-quick: ## the same in a few seconds, less exactly
bench bench-quick: $(B)/bench/bench $(BENCH_CALLS)
	@set -f; $(B)/bench/bench -d $(B)/bench -o $(B)/bench/results.json \
		-r '$(ROUNDS)' -t '$(SLICE)' -p '$(PIN)' $(if $(filter-out 0,$(CHECK)),-c) -- $(ROWS)
