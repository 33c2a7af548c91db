# Programs that were linked against glibc, as they are: what they want, and how they fare.

GLIBC_FOLDERS ?= /usr/bin /usr/sbin

.PHONY: glibc-abi glibc-sweep glibc-test
glibc-abi: $(APUS)/lib/libc.so ## list glibc's symbols that programs want in docs/glibc-abi.md
	tools/glibc-symbols -l $< $(GLIBC_FOLDERS) >$(B)/glibc-abi.md
	mv $(B)/glibc-abi.md docs/glibc-abi.md

glibc-sweep: $(APUS)/lib/libc.so ## compare --version and --help of the system's programs on glibc and Apus
	Tests/Glibc/sweep -l $< -o $(B)/glibc-sweep -j $$(nproc) $(PROGRAMS)

glibc-test: $(APUS)/lib/libc.so ## run programs built for glibc on glibc and on Apus
	Tests/Glibc/run -l $< -o $(B)/glibc-test -j $$(nproc) $(ONLY)
