# kernel.o: the Swift kernel and its assembly as one object. All symbols but
# those that libc calls are local to it.

TABLE := Sources/Kernel/Syscalls/syscalls.tbl
KERNEL_SWIFT := $(B)/kernel/Table.swift $(sort $(shell find Sources/Kernel -name '*.swift'))
CAPUS := $(sort $(wildcard Sources/CApus/*.c Sources/CApus/*.S))
CAPUS_OBJS := $(addprefix $(B)/kernel/,$(addsuffix .o,$(basename $(notdir $(CAPUS)))))
CAPUS_HEADERS := $(wildcard Sources/C*/include/*) libc/include/apus/kernel.h

# What libc refers to.
KERNEL_SYMBOLS := apus_syscall_table apus_boot apus_clone_begin apus_clone_parent apus_clone_child \
	apus_thread_gone apus_cancellable_entry apus_cancellable_result apus_cancellable apus_close_table apus_descriptors \
	apus_state apus_enosys apus_host_stubs apus_gate_cancellable \
	apus_filter_return apus_spins apus_gate_jump apus_gate_jump6 apus_gate_begin apus_gate_end __cp_begin __cp_end __cp_cancel \
	apus_kernel_handler apus_kernel_override apus_kernel_version \
	apus_start apus_show_arguments apus_program_loaded \
	apus_record_calls apus_direct_table apus_host apus_copy apus_own_faults

# It comes with the compiler.
SYMBOLIZER = $(dir $(realpath $(shell command -v $(SWIFTC))))llvm-symbolizer

# Names in the objects are relative to the source tree, whatever its place.
HERE := $(CURDIR)
PREFIX_MAP := -ffile-prefix-map=$(HERE)/= -ffile-prefix-map=$(HERE)=.

$(B)/kernel/Table.swift: $(TABLE) tools/syscalls.awk
	@mkdir -p $(@D)
	awk -v make=swift -f tools/syscalls.awk $(TABLE) >$@

$(B)/kernel/cancellable.o: $(TABLE) tools/syscalls.awk
	@mkdir -p $(@D)
	awk -v make=cancellable -f tools/syscalls.awk $(TABLE) >$(@D)/cancellable.S
	gcc -c -o $@ $(@D)/cancellable.S

$(B)/kernel/%.o: Sources/CApus/%.c $(CAPUS_HEADERS) make/kernel.mk VERSION $(B)/packages.ok
	@mkdir -p $(@D)
	gcc -std=gnu11 -O2 -g -fPIC -ffunction-sections -ffreestanding -fno-stack-protector -fasynchronous-unwind-tables \
		-mno-sse -DAPUS_FREESTANDING -DAPUS_VERSION='"$(file <VERSION)"' -Wall -Wextra -Wno-sign-compare $(PREFIX_MAP) -ISources/CApus/include -c -o $@ $<

$(B)/kernel/%.o: Sources/CApus/%.S Sources/CApus/entry.h make/kernel.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc -g $(PREFIX_MAP) -c -o $@ $<

$(B)/kernel/swift.o: $(KERNEL_SWIFT) $(CAPUS_HEADERS) make/kernel.mk
	@command -v $(SWIFTC) >/dev/null || { echo "swiftc is missing: install Swift 6.3 (swift.org) or name it with SWIFTC="; exit 1; }
	@rm -f $(@D)/swift.s
	$(SWIFTC) -target x86_64-unknown-linux-gnu -enable-experimental-feature Embedded -swift-version 6 \
		-wmo -parse-as-library -O -g -module-name Kernel \
		-Xfrontend -function-sections -Xfrontend -disable-stack-protector -Xfrontend -trap-function -Xfrontend apus_trap \
		-file-prefix-map $(HERE)/= $(addprefix -Xcc ,$(PREFIX_MAP)) -Xcc -ffile-compilation-dir=. -file-compilation-dir . -Xfrontend -no-clang-module-breadcrumbs \
		-ISources/CApus/include -ISources/CLinux/include -Xfrontend -disable-llvm-merge-functions-pass \
		-emit-assembly $(KERNEL_SWIFT) -o $(@D)/swift.s
	sed -i 's/\.cfi_sections \.debug_frame/.cfi_sections .eh_frame/' $(@D)/swift.s
	$(dir $(SYMBOLIZER))clang -ffile-compilation-dir=. -c $(@D)/swift.s -o $@

$(B)/kernel/kernel.o: $(B)/kernel/swift.o $(CAPUS_OBJS) $(B)/kernel/cancellable.o make/kernel.ld tools/trap-table
	objcopy --redefine-sym posix_memalign=apus_heap_memalign --redefine-sym free=apus_heap_free \
		--redefine-sym putchar=apus_putchar --redefine-sym arc4random_buf=apus_random \
		--set-section-alignment .data.rel.ro.apus_syscall_table=4096 \
		--remove-section .swift1_autolink_entries --remove-section .swift_modhash --remove-section .debug_names $< $(@D)/renamed.o
	ld -r -T make/kernel.ld -o $(@D)/ordered.o $(CAPUS_OBJS) $(@D)/renamed.o $(@D)/cancellable.o
	objcopy --add-symbol apus_kernel_text=.text:0,global $(@D)/ordered.o
	SYMBOLIZER=$(SYMBOLIZER) tools/trap-table $(@D)/ordered.o >$(@D)/traps.S
	gcc -c -o $(@D)/traps.o $(@D)/traps.S
	ld -r -o $(@D)/whole.o $(@D)/ordered.o $(@D)/traps.o
	objcopy $(addprefix --keep-global-symbol=,$(KERNEL_SYMBOLS)) $(@D)/whole.o $@
