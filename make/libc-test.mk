# Public test suites that the user has a checkout of, on stock musl and on Apus.

# A wrong folder is one line, before anything is built; the scripts say what is wrong with it.
LIBC_SUITES := Tests/LibcTest
suite_of = $(shell . $(LIBC_SUITES)/folders.sh && check_$(subst -,_,$(1)) '$(SUITE)' '$(POSIX_SUITE)' 2>&1)
$(foreach t,$(filter libc-test posix-test cancel-test ltp-test libuv-test,$(MAKECMDGOALS)),$(if $(call suite_of,$(t)),$(error $(t): $(call suite_of,$(t)))))

SUITE_ENV = STOCK=$(STOCK) APUS=$(APUS)

.PHONY: libc-test posix-test cancel-test ltp-test libuv-test
libc-test: stock apus ## run libc-test on stock musl and on Apus: SUITE=folder [VARIANT=relinked|unmodified|all]
	@$(SUITE_ENV) OUT=$(B)/libc-test $(LIBC_SUITES)/libc-test '$(SUITE)'

posix-test: stock apus ## run the Open POSIX Test Suite on both: SUITE=folder [VARIANT=dynamic|static|unmodified] [ONLY=...]
	@$(SUITE_ENV) OUT=$(B)/posix-test $(LIBC_SUITES)/open-posix '$(SUITE)'

cancel-test: stock apus ## run all cancellation cases RUNS=200 times on Apus: SUITE=libc-test [POSIX_SUITE=folder]
	@$(SUITE_ENV) OUT=$(B)/cancel-test $(LIBC_SUITES)/cancel '$(SUITE)' '$(POSIX_SUITE)'

ltp-test: stock apus ## run LTP's runtest/syscalls on both: SUITE=folder [ONLY='pipe* epoll*']
	@tools/need-packages "build LTP" autoconf automake m4 pkg-config bison
	@$(SUITE_ENV) OUT=$(B)/ltp-test $(LIBC_SUITES)/ltp '$(SUITE)'

libuv-test: stock apus ## run libuv's own tests on both: SUITE=folder [ONLY='pipe* tcp_*']
	@tools/need-packages "build libuv" cmake
	@$(SUITE_ENV) OUT=$(B)/libuv-test $(LIBC_SUITES)/libuv '$(SUITE)'
