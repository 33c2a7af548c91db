# libc's memory and string functions against loops over bytes. The objects are those
# that libc is made of, with other names.

STRINGS := $(B)/strings
STRING_OBJS = $(patsubst libc/%.c,$(B)/apus-obj/obj/%.lo,$(wildcard libc/src/string/x86_64/*.c)) $(B)/apus-obj/obj/src/string/strncpy.lo

# Random cases; SEED is as for fuzz.
CASES ?=

$(STRINGS)/strings: $(wildcard Tests/Strings/*.[ch]) $(B)/apus-obj/lib/libc.so make/strings.mk
	@mkdir -p $(@D)
	@ld -r -o $(@D)/libc.o $(STRING_OBJS)
	@objcopy --prefix-symbols=tested_ $(@D)/libc.o $(@D)/tested.o
	gcc -O2 -g -std=gnu11 -Wall -fno-builtin -o $@ $(filter %.c,$^) $(@D)/tested.o

.PHONY: string-test string-test-long
string-test: $(STRINGS)/strings ## test libc's memory and string functions with all vector sizes of this processor (SEED= CASES=)
	@Tests/Strings/entries $(filter-out %/narrow.lo,$(STRING_OBJS))
	@$< "$(or $(SEED),$$(od -An -N6 -tu8 /dev/urandom | tr -d ' '))" "$(or $(CASES),100000)"

string-test-long: CASES = 10000000
string-test-long: string-test ## the same with ten million random cases
