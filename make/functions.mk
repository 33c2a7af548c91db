# The C library's functions that are not musl's, against musl's: the same program with the same random
# cases, built for both.

FUNCTIONS := $(B)/functions
FUNCTION_AREAS := sort_areas number_areas text_areas math_areas

$(FUNCTIONS)/stock: FUNCTION_CC = $(STOCK)/bin/musl-gcc
$(FUNCTIONS)/apus: FUNCTION_CC = $(APUS)/bin/apus-gcc
$(FUNCTIONS)/stock: $(STOCK)/lib/libc.so
$(FUNCTIONS)/apus: $(APUS)/lib/libc.so

empty :=
comma := ,
$(FUNCTIONS)/stock $(FUNCTIONS)/apus: $(wildcard Tests/Functions/*.[ch]) make/functions.mk
	@mkdir -p $(@D)
	$(FUNCTION_CC) -O1 -g -std=gnu11 -Wall -fno-builtin -frounding-math -D'AREAS=$(subst $(empty) $(empty),$(comma),$(FUNCTION_AREAS))' \
		-o $@ $(filter %.c,$^) -pthread -lm

.PHONY: function-test function-test-long
function-test: $(FUNCTIONS)/stock $(FUNCTIONS)/apus Tests/Functions/run ## compare libc's functions on stock musl and on Apus with random arguments (SEED= CASES=)
	@Tests/Functions/run $(FUNCTIONS)/stock $(FUNCTIONS)/apus "$(or $(SEED),$$(od -An -N6 -tu8 /dev/urandom | tr -d ' '))" "$(or $(CASES),100000)"

function-test-long: CASES = 10000000
function-test-long: function-test ## the same with ten million cases an area
