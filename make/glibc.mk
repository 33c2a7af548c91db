# Programs that were linked against glibc, as they are: what they want, and how they fare.

GLIBC_FOLDERS ?= /usr/bin /usr/sbin

.PHONY: glibc-abi
glibc-abi: $(APUS)/lib/libc.so ## list glibc's symbols that programs want in docs/glibc-abi.md
	tools/glibc-symbols -l $< $(GLIBC_FOLDERS) >$(B)/glibc-abi.md
	mv $(B)/glibc-abi.md docs/glibc-abi.md
