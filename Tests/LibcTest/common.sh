# What the suites' scripts share; the caller has set $name, and has these in
# its environment: STOCK and APUS (prefixes), OUT (where to work), JOBS.
STOCK=${STOCK-} APUS=${APUS-} OUT=${OUT-}
here=$(cd "$(dirname "$0")" && pwd)
STOCK_CC=${STOCK_CC:-$STOCK/bin/musl-gcc}
APUS_CC=${APUS_CC:-$APUS/bin/apus-gcc}
JOBS=${JOBS:-2}
# The suites have makefiles of their own, which our make's options are not for.
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL CFLAGS LDFLAGS LD_LIBRARY_PATH LD_PRELOAD

die() { echo "$name: $*" >&2; exit 2; }
say() { [ ! -t 2 ] || printf '\r\033[K%s' "$*" >&2; }

. "$here/folders.sh"

[ -n "$STOCK" ] && [ -n "$APUS" ] && [ -n "$OUT" ] || die "STOCK, APUS and OUT must be set; make $name does that"
for f in "$STOCK_CC" "$STOCK/lib/libc.so" "$APUS_CC" "$APUS/lib/libc.so"; do
	[ -e "$f" ] || die "$f is missing; run make first"
done
mkdir -p "$OUT"

# interpreter_is PROGRAM PREFIX: a compiler that quietly links with another libc would pass everything
interpreter_is() {
	got=$(readelf -lW "$1" 2>/dev/null | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
	case $got in "$2"/lib/*) ;; *) die "$1 is linked to run on '$got', not on a library below $2/lib" ;; esac
}

# libc_test_tree SUITE TREE: copies a checkout, without what may have been built in it
libc_test_tree() {
	rm -rf "$2"
	mkdir -p "$2"
	(cd "$1" && tar -c --exclude='*.o' --exclude='*.lo' --exclude='*.a' --exclude='*.exe' --exclude='*.so' \
		--exclude='*.err' --exclude=REPORT --exclude=options.h Makefile config.mak.def src) | tar -x -C "$2"
	cp "$2/config.mak.def" "$2/config.mak"
}

# key FILE...: changes when a suite or a libc does
key() { find "$@" -type f -exec cksum {} + | sort -k 3 | cksum; }
