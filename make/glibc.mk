# Programs that were linked against glibc, as they are: what they want, and how they fare.

GLIBC_FOLDERS ?= /usr/bin /usr/sbin

.PHONY: glibc-abi glibc-sweep glibc-sweep-ci glibc-test
glibc-abi: $(APUS)/lib/libc.so ## list glibc's symbols that programs want in docs/glibc-abi.md (GLIBC_FOLDERS='DIR ...')
	tools/glibc-symbols -l $< $(GLIBC_FOLDERS) >$(B)/glibc-abi.md
	mv $(B)/glibc-abi.md docs/glibc-abi.md

glibc-test: $(APUS)/lib/libc.so ## run programs built for glibc on glibc and on Apus (ONLY='name ...')
	@tools/need-packages "run the glibc tests" gcc g++ libc6-dev
	@Tests/Glibc/run -l $< -o $(B)/glibc-test $(ONLY)

glibc-sweep: $(APUS)/lib/libc.so ## compare --version and --help of the system's programs on glibc and Apus (ONLY='/path ...')
	@tools/need-packages "run the sweep" binutils util-linux
	@Tests/Glibc/sweep -l $< -o $(B)/glibc-sweep $(ONLY)

# Sixty of them, those that are there; under a minute.
glibc-sweep-ci: $(APUS)/lib/libc.so ## the same for the programs in Tests/Glibc/programs
	@tools/need-packages "run the sweep" binutils util-linux
	@Tests/Glibc/sweep -l $< -o $(B)/glibc-sweep-ci $(wildcard $(shell cat Tests/Glibc/programs))
