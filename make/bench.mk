# What system calls, kernel objects and programs cost: glibc, stock musl, Apus,
# and Apus when every call has to be caught first. docs/benchmarks.md says how it
# is measured.

ROUNDS ?= 41
SLICE  ?= 8000
# calls or objects; empty for both.
SECTION ?=
# Names of rows or shell patterns; empty for all.
ROWS   ?=
# The CPU to stay on, or none; empty for the last one that may be used.
PIN    ?=
CHECK  ?=

BENCH_CALLS := $(addprefix $(B)/bench/calls-,glibc musl apus caught)
BENCH_OBJECTS := $(addprefix $(B)/bench/objects-,glibc musl apus)
BENCH_LIBC := $(addprefix $(B)/bench/libc-,glibc musl apus)
BENCH_MALLOC := $(addprefix $(B)/bench/malloc-,glibc musl apus)
BENCH_STARTS := $(foreach program,nothing blocks,$(addprefix $(B)/bench/$(program)-,glibc musl apus))
BENCH_APPS := $(addprefix $(B)/bench/apps-,musl apus)
BENCH_PROGRAMS := redis sqlite lua busybox
BENCH_WHOLE := $(addprefix $(B)/bench/programs-,glibc musl apus)
BENCH_WHOLE_PROGRAMS := $(BENCH_PROGRAMS) zstd dash nginx lighttpd
BENCH_CFLAGS := -O2 -std=gnu11 -Wall

$(B)/bench/%-glibc: BENCH_CC = gcc
$(B)/bench/%-musl: BENCH_CC = $(STOCK)/bin/musl-gcc
$(B)/bench/%-apus $(B)/bench/%-caught: BENCH_CC = $(APUS)/bin/apus-gcc
$(B)/bench/calls-caught: BENCH_CALLS_FLAGS = -DCAUGHT Benchmarks/caught.c
$(B)/bench/calls-musl $(B)/bench/objects-musl $(B)/bench/libc-musl $(B)/bench/malloc-musl $(B)/bench/nothing-musl $(B)/bench/blocks-musl $(B)/bench/peer: $(STOCK)/lib/libc.so
$(B)/bench/calls-apus $(B)/bench/calls-caught $(B)/bench/objects-apus $(B)/bench/libc-apus $(B)/bench/malloc-apus $(B)/bench/nothing-apus $(B)/bench/blocks-apus: $(APUS)/lib/libc.so

BENCH_MEASURE := Benchmarks/measure.c Benchmarks/measure.h Benchmarks/rows.h make/bench.mk $(B)/packages.ok

$(BENCH_CALLS): Benchmarks/calls.c Benchmarks/caught.c Benchmarks/caught.h $(BENCH_MEASURE)
	@mkdir -p $(@D)
	$(BENCH_CC) $(BENCH_CFLAGS) -o $@ Benchmarks/calls.c Benchmarks/measure.c $(BENCH_CALLS_FLAGS) -pthread

$(BENCH_OBJECTS): $(wildcard Benchmarks/objects/*) $(BENCH_MEASURE)
	@mkdir -p $(@D)
	$(BENCH_CC) $(BENCH_CFLAGS) -o $@ $< -pthread

# Every call is one of the library's.
$(BENCH_LIBC): $(wildcard Benchmarks/libc/*) $(BENCH_MEASURE)
	@mkdir -p $(@D)
	$(BENCH_CC) $(BENCH_CFLAGS) -fno-builtin -o $@ $(filter %.c,$^) -pthread -lm

$(BENCH_MALLOC): Benchmarks/malloc/malloc.c make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	$(BENCH_CC) $(BENCH_CFLAGS) -fno-builtin -o $@ $(filter %.c,$^) -pthread

$(filter $(B)/bench/nothing-%,$(BENCH_STARTS)): Benchmarks/start/nothing.c
$(filter $(B)/bench/blocks-%,$(BENCH_STARTS)): Benchmarks/start/blocks.c
$(BENCH_STARTS): make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	$(BENCH_CC) $(BENCH_CFLAGS) -fno-builtin -o $@ $(filter %.c,$^)

$(B)/bench/start: Benchmarks/start/start.c make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc $(BENCH_CFLAGS) -o $@ $<

# The same for every column.
$(B)/bench/peer: Benchmarks/peer.c make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	$(STOCK)/bin/musl-gcc $(BENCH_CFLAGS) -static -o $@ $<

$(B)/bench/bench: $(addprefix Benchmarks/,bench.c report.c json.c bench.h rows.h) make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc $(BENCH_CFLAGS) -o $@ $(filter %.c,$^) -lm

# bench SECTIONS JSON
run-bench = @set -f; $(B)/bench/bench -d $(B)/bench $(1) -o $(B)/bench/$(2) \
		-r '$(ROUNDS)' -t '$(SLICE)' -p '$(PIN)' $(if $(filter-out 0,$(CHECK)),-c) -- $(ROWS)

# Under bench's names for the sections of programs.
$(B)/bench/programs-glibc: BENCH_SIDE = glibc
$(B)/bench/programs-musl: BENCH_SIDE = stock
$(B)/bench/programs-apus: BENCH_SIDE = apus

.PHONY: bench bench-quick bench-libc bench-malloc bench-start bench-apps bench-programs bench-chart
bench-quick: ROUNDS = 11
bench-quick: SLICE = 2500
bench: ## measure calls and kernel objects on glibc, stock musl and Apus (ROUNDS= SECTION= ROWS='getpid pipe*' PIN= CHECK=1)
bench-quick: ## the same in under half a minute, less exactly
bench bench-quick: $(B)/bench/bench $(BENCH_CALLS) $(BENCH_OBJECTS) $(B)/bench/peer
	$(call run-bench,$(if $(SECTION),-s '$(SECTION)'),results.json)

$(B)/bench/timed: Benchmarks/apps/timed.c make/bench.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc $(BENCH_CFLAGS) -o $@ $<

$(B)/bench/apps-musl: BENCH_SIDE = stock
$(B)/bench/apps-apus: BENCH_SIDE = apus
$(BENCH_APPS) $(BENCH_WHOLE): Benchmarks/apps/worker make/bench.mk
	@mkdir -p $(@D)
	@printf '#!/bin/sh\nexec "%s" "%s" %s "$$@"\n' '$(abspath $<)' '$(B)' $(BENCH_SIDE) >$@ && chmod +x $@

# ROWS='memcpy* strlen_16'
bench-libc: ROUNDS = 11
bench-libc: SLICE = 2500
bench-libc: $(B)/bench/bench $(BENCH_LIBC) ## measure the C library's functions on glibc, stock musl and Apus (ROUNDS= ROWS='memcpy* strlen_16' PIN= CHECK=1)
	$(call run-bench,-s libc,libc.json)

bench-malloc: ROUNDS = 3
bench-malloc: SLICE = 200000
bench-malloc: $(BENCH_MALLOC) ## measure malloc and free on glibc, stock musl and Apus (ROUNDS= SLICE= ROWS=)
	@Benchmarks/malloc/run $(B)/bench $(ROUNDS) $(SLICE) $(ROWS)

bench-start: ROUNDS = 300
bench-start: $(BENCH_STARTS) $(B)/bench/start ## measure from start to end of two small programs, and their page faults, on glibc, stock musl and Apus (ROUNDS=)
	@$(B)/bench/start $(ROUNDS) $(BENCH_STARTS)

bench-apps: ROUNDS = 21
bench-apps: SLICE = 300000
bench-apps: $(call built,$(addsuffix :apus,$(BENCH_PROGRAMS))) $(B)/bench/bench $(B)/bench/timed $(BENCH_APPS) ## time redis, sqlite, lua and busybox on stock musl and Apus (ROUNDS= ROWS='redis* lua*' CHECK=1)
	@rm -rf $(B)/bench/expected
	$(call run-bench,-s apps,apps.json)

# MB: how large the file is that is sorted, searched, compressed.
MB ?= 100
bench-programs: ROUNDS = 5
bench-programs: SLICE = 1000000
bench-programs: $(call built,$(addsuffix :apus,$(BENCH_WHOLE_PROGRAMS))) $(foreach p,$(BENCH_WHOLE_PROGRAMS),$(APPS)/glibc/$(p).ok) $(B)/bench/bench $(B)/bench/timed $(BENCH_WHOLE) ## time sqlite, lua, zstd, busybox, dash, redis and web servers on glibc, stock musl and Apus (ROUNDS= ROWS= MB=100)
	@rm -rf $(B)/bench/expected
	@export MB='$(MB)'; set -f; $(B)/bench/bench -d $(B)/bench -s programs -o $(B)/bench/programs.json -r '$(ROUNDS)' -t '$(SLICE)' -p '$(PIN)' $(if $(filter-out 0,$(CHECK)),-c) -- $(ROWS)

bench-chart: ## draw build/bench/libc.svg of bench-libc's and bench-programs's JSON
	@tools/need-packages "draw charts" python3-matplotlib
	@Benchmarks/chart $(B)/bench/libc.svg $(wildcard $(B)/bench/libc.json $(B)/bench/programs.json)
