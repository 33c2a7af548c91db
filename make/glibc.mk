# Programs that were linked against glibc, as they are: what they want, and how they fare.

GLIBC_FOLDERS ?= /usr/bin /usr/sbin

.PHONY: glibc-abi glibc-sweep glibc-sweep-ci glibc-test glibc-works glibc-works-ci
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

# Python's tests are in a package that is called after its version.
PYTHON_TESTS = $(shell apt-cache depends python3 2>/dev/null | sed -n 's/.*Depends: \(python3\.[0-9]*\)$$/lib\1-testsuite/p')
# What the works need: the programs themselves, and what drives them.
WORKS_PACKAGES = bash coreutils findutils grep sed diffutils perl git gcc g++ libc6-dev binutils make tar xz-utils gzip zstd bzip2 \
	curl openssl gpg gpg-agent gpgconf sqlite3 python3 $(PYTHON_TESTS) redis-server nginx lighttpd \
	gdb strace locales wrk util-linux iproute2 procps debianutils

glibc-works: $(APUS)/lib/libc.so ## do real work with Debian's own programs on glibc and on Apus, and compare (ONLY='bash git ...')
	@tools/need-packages "do real work" $(WORKS_PACKAGES)
	@Tests/Glibc/work -l $< -o $(B)/glibc-works $(ONLY)

# Less of each, a minute or two in all.
WORKS_CI := archives bash coreutils gcc gdb git make nginx openssl perl python redis sqlite strace
glibc-works-ci: $(APUS)/lib/libc.so ## the same, with less to do
	@tools/need-packages "do real work" $(WORKS_PACKAGES)
	@Tests/Glibc/work -s -l $< -o $(B)/glibc-works-ci $(WORKS_CI)
