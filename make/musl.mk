# Stock musl, and the patched tree that Apus is built from.

# The allocator: mimalloc, or musl's own mallocng with MALLOC=ng.
MALLOC ?= mimalloc
export MALLOC
$(if $(filter-out mimalloc ng,$(MALLOC)),$(error MALLOC=$(MALLOC) is neither mimalloc nor ng))

MUSL_INPUTS := libc/musl.lock tools/prepare-musl tools/fetch-source $(B)/malloc $(wildcard patches/*.patch patches/mimalloc/*.patch) \
	$(shell find libc -type f ! -name '*.md')

.PHONY: malloc-choice
$(B)/malloc: malloc-choice
	@mkdir -p $(B)
	@echo '$(MALLOC)' | cmp -s - $@ || echo '$(MALLOC)' >$@

$(B)/packages.ok: make/musl.mk tools/need-packages
	@mkdir -p $(B)
	@tools/need-packages "build Apus" gcc libc6-dev linux-libc-dev binutils make patch xz-utils \
		libelf-dev libcapstone-dev zlib1g-dev
	@touch $@

$(B)/musl.ok: $(MUSL_INPUTS) $(B)/packages.ok
	tools/prepare-musl $(B)/downloads $(B)/stock-src $(B)/apus-src
	@touch $@

MUSL_CONFIGURE = CC=gcc --enable-wrapper=gcc --enable-optimize --disable-debug

$(STOCK)/lib/libc.so: $(B)/musl.ok
	@mkdir -p $(B)/stock-obj
	cd $(B)/stock-obj && $(B)/stock-src/configure $(MUSL_CONFIGURE) \
		--prefix=$(STOCK) --syslibdir=$(STOCK)/lib >configure.log 2>&1 || { tail $(B)/stock-obj/configure.log; false; }
	$(MAKE) -s -C $(B)/stock-obj -j$$(nproc) install
	@touch $@

.PHONY: stock
stock: $(STOCK)/lib/libc.so ## build stock musl 1.2.5 in build/stock
