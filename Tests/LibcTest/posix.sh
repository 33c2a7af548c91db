# Finding and compiling the single-file tests of an Open POSIX Test Suite. A
# test is named as in the suite, without conformance/interfaces/ and .c.

# posix_list SUITE: prints "test", or "test reason" for one that is left out
posix_list() (
	cd "$1/conformance/interfaces" || exit
	find . -name '[0-9]*-[0-9]*.c' | sed 's,^\./,,; s,\.c$,,' | sort >"$OUT/found"
	[ -s "$OUT/found" ] || die "$1 has no tests below conformance/interfaces"
	sed 's/$/.c/' "$OUT/found" | xargs grep -lE '(clock_settime|settimeofday) *\(' | sed 's/\.c$/ set the clock of the machine/' >"$OUT/clock"
	{ grep -e '-buildonly$' "$OUT/found" | sed 's/$/ have no main and only compile/'; cat "$OUT/clock"; } | sort >"$OUT/left-out"
	join -a 1 "$OUT/found" "$OUT/left-out"
)

posix_flags="-std=c99 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -O1 -g -w"

# posix_build SUITE COMPILER BIN [FLAG] <TESTS: leaves BIN/dir:test, or BIN/dir:test.log if it does not build
posix_build() {
	rm -rf "$3"
	mkdir -p "$3"
	common=
	# Newer suites have a main() of their own, in a library.
	if [ -d "$1/lib" ]; then
		common=$3/libcommon.a
		for c in "$1"/lib/*.c; do
			"$2" $posix_flags -I"$1/include" -c -o "$3/lib-$(basename "$c" .c).o" "$c" || die "$2 cannot compile $c"
		done
		ar rc "$common" "$3"/lib-*.o
	fi
	xargs -P 2 -n 1 sh -c '
		cc=$1 flags=$2 suite=$3 bin=$4 common=$5 link=$6 t=$7
		c=$suite/conformance/interfaces/$t.c
		o=$bin/$(echo "$t" | tr / :)
		$cc $flags $link -I"$suite/include" -I"${c%/*}" -o "$o" "$c" $common -lpthread -lrt -lm >"$o.log" 2>&1 && rm -f "$o.log" || :
	' sh "$2" "$posix_flags" "$1" "$3" "$common" "${4-}"
	one=$(find "$3" -type f -perm -u+x | head -n 1)
	[ -n "$one" ] || die "no test compiles with $2 ($3/*.log)"
}
