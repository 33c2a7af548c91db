# Random sequences of calls, on stock musl and on Apus, which must give the same.

# A number; empty for a new one, which is printed.
SEED    ?=
FIRST   ?= 0
COUNT   ?= 5000
# Classes of calls to restrict to, and to leave out: pipe,eventfd
CLASSES ?=
# The order of events is the kernel's and then the host's, or the other way round, where a set has both. A bad
# pointer is found by a SIGSEGV, after which the host tells of a signalfd again that is watched by edge.
WITHOUT ?= eporder,signalfd
# Variables for Apus: APUS_X=y APUS_Z=w
FUZZENV ?=

FUZZ := $(B)/fuzz
FUZZ_CFLAGS := -O2 -std=gnu11 -D_GNU_SOURCE -Wall

$(FUZZ)/executor-stock: FUZZ_CC = $(STOCK)/bin/musl-gcc
$(FUZZ)/executor-apus: FUZZ_CC = $(APUS)/bin/apus-gcc
$(FUZZ)/executor-stock: $(STOCK)/lib/libc.so
$(FUZZ)/executor-apus: $(APUS)/lib/libc.so

$(FUZZ)/executor-stock $(FUZZ)/executor-apus: $(wildcard Tests/Fuzz/executor/*.[ch]) make/fuzz.mk
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^)

$(FUZZ)/driver: $(wildcard Tests/Fuzz/driver/*.[ch]) make/fuzz.mk
	@mkdir -p $(@D)
	gcc $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^)

run-fuzz = @$(FUZZ)/driver -s $(FUZZ)/executor-stock -a $(FUZZ)/executor-apus -o $(FUZZ) -k Tests/Fuzz/kept \
		$(addprefix -e ,$(FUZZENV)) $(if $(CLASSES),-c $(CLASSES)) $(if $(WITHOUT),-x $(WITHOUT)) \
		-- "$(or $(SEED),$$(od -An -N6 -tu8 /dev/urandom | tr -d ' '))" "$(FIRST)" "$(COUNT)"

.PHONY: fuzz fuzz-signalfd
fuzz: $(FUZZ)/driver $(FUZZ)/executor-stock $(FUZZ)/executor-apus ## compare random sequences of calls (SEED= COUNT= CLASSES= WITHOUT= FUZZENV=)
	$(run-fuzz)

# Bad pointers left out instead.
fuzz-signalfd: COUNT = 1000
fuzz-signalfd: WITHOUT = eporder,fault
fuzz-signalfd: $(FUZZ)/driver $(FUZZ)/executor-stock $(FUZZ)/executor-apus
	$(run-fuzz)
