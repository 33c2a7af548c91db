# What is wrong with the folders that name suites: each check prints one line, or nothing.

folder_error() { # VARIABLE VALUE WHAT MARK
	if [ -z "$2" ]; then
		echo "say where a checkout of $3 is: $1=folder"
	elif [ ! -d "$2" ]; then
		echo "$1=$2 is not a folder; name a checkout of $3"
	elif [ ! -e "$2/$4" ]; then
		echo "$1=$2 is not a checkout of $3: it has no $4"
	fi
}

# posix_top FOLDER: the suite's own folder, in what may be a checkout of LTP
posix_top() {
	if [ -d "$1/testcases/open_posix_testsuite" ]; then echo "$1/testcases/open_posix_testsuite"; else echo "$1"; fi
}

check_libc_test() { folder_error SUITE "$1" libc-test src/common/runtest.c; }
check_posix_test() { folder_error SUITE "$(posix_top "$1")" "the Open POSIX Test Suite" include/posixtest.h; }
check_ltp_test() { folder_error SUITE "$1" LTP runtest/syscalls; }
check_libuv_test() { folder_error SUITE "$1" libuv test/test-list.h; }
check_cancel_test() { # LIBC_TEST OPEN_POSIX, either of which may be empty, not both
	if [ -z "$1$2" ]; then
		echo "say where a checkout of libc-test, of the Open POSIX Test Suite, or of each is: SUITE=folder POSIX_SUITE=folder"
		return
	fi
	if [ -n "$1" ] && [ -n "$(check_libc_test "$1")" ]; then
		check_libc_test "$1"
		return
	fi
	[ -z "$2" ] || folder_error POSIX_SUITE "$(posix_top "$2")" "the Open POSIX Test Suite" include/posixtest.h
}

# need CHECK ARG...: stops with what the check says
need() {
	error=$("$@")
	[ -z "$error" ] || die "$error"
}
absolute() { (cd "$1" && pwd); }
