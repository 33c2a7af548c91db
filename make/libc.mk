# Apus itself: the patched musl with the kernel in it, laid down in build/apus
# as `make install` lays it down elsewhere.

LIBC_CFLAGS := -g -fasynchronous-unwind-tables -ffile-prefix-map=$(B)/apus-src=musl -ffile-prefix-map=$(B)/apus-obj=obj

$(B)/apus-obj/lib/libc.so: $(B)/musl.ok $(B)/kernel/kernel.o make/libc.mk
	@mkdir -p $(B)/apus-obj
	cd $(B)/apus-obj && CFLAGS='$(LIBC_CFLAGS)' $(B)/apus-src/configure $(MUSL_CONFIGURE) \
		--with-malloc=$(MALLOC:ng=mallocng) --prefix=$(APUS) --syslibdir=$(APUS)/lib >configure.log 2>&1 || { tail $(B)/apus-obj/configure.log; false; }
	$(MAKE) -s -C $(B)/apus-obj -j$$(nproc) KERNEL=$(B)/kernel/kernel.o
	@touch $@

# install PREFIX: $(1) is the folder to write to, $(2) the one that it will be.
define lay-down
	@mkdir -p $(1)/bin $(1)/lib $(1)/share/apus $(1)/share/man/man1
	$(MAKE) -s -C $(B)/apus-obj KERNEL=$(B)/kernel/kernel.o DESTDIR= prefix=$(1) syslibdir=$(1)/lib install-headers
	install -m 644 libc/include/apus/module.modulemap $(1)/include/apus/
	cp $(B)/apus-obj/lib/*.o $(B)/apus-obj/lib/*.a $(1)/lib/
	install -m 755 $(B)/apus-obj/lib/libc.so $(1)/lib/libc.so.new && mv $(1)/lib/libc.so.new $(1)/lib/libc.so
	ln -sf libc.so $(1)/lib/ld-musl-x86_64.so.1
	sed "s|@PREFIX@|$(2)|g" tools/apus.specs.in >$(1)/lib/apus.specs
	sed 's|@PREFIX@|$(2)|g' tools/apus-gcc.in >$(1)/bin/apus-gcc && chmod 755 $(1)/bin/apus-gcc
	sed 's|@PREFIX@|$(2)|g' tools/toolchain.cmake.in >$(1)/share/apus/toolchain.cmake
endef

$(APUS)/lib/libc.so: $(B)/apus-obj/lib/libc.so tools/apus-gcc.in tools/apus.specs.in tools/toolchain.cmake.in
	$(call lay-down,$(APUS),$(APUS))
	@touch $@

.PHONY: libc
libc: $(APUS)/lib/libc.so ## build Apus's libc in build/apus, without the command-line tool
