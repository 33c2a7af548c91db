# Building LTP's tests of calls, and choosing among them.

# ltp_build SIDE COMPILER PREFIX: builds and installs into OUT/SIDE/root
ltp_build() {
	tree=$OUT/$1/tree root=$OUT/$1/root
	now=$(build_key "$2" "$3" "$suite"/runtest/syscalls "$suite"/configure.ac "$suite"/include "$suite"/lib "$suite"/testcases/kernel/syscalls)
	[ "$(cat "$OUT/$1/key" 2>/dev/null || :)" != "$now" ] || return 0
	say "building for $1 (minutes)"
	rm -rf "$OUT/$1"
	mkdir -p "$tree" "$root"
	(cd "$suite" && tar -c --exclude=.git --exclude='*.o' --exclude='*.a' --exclude='*.d' .) | tar -x -C "$tree"
	# What the user may have built in there.
	find "$tree" -type f -perm -u+x -exec grep -l "^$(printf '\177ELF')" {} + | xargs -r rm -f
	with_kernel_headers "$2" "$OUT/$1/cc"
	(
		cd "$tree"
		make -s autotools
		PKG_CONFIG_LIBDIR=/nonexistent ./configure CC="$OUT/$1/cc" HOSTCC=gcc --prefix="$root" --without-tirpc --disable-metadata
	) >"$OUT/$1/configure.log" 2>&1 || die "LTP cannot be configured with $2 ($OUT/$1/configure.log)"
	flags='DEBUG_CFLAGS= OPT_CFLAGS=-O1 WCFLAGS=-w'
	make -s -j"$BUILD_JOBS" -C "$tree/lib" $flags >"$OUT/$1/build.log" 2>&1 || die "LTP's library does not build with $2 ($OUT/$1/build.log)"
	make -s -k -C "$tree/libs" $flags >>"$OUT/$1/build.log" 2>&1 || :
	# LTP's own loop over the folders stops at the first that has a program it cannot build.
	{ ltp_folders "$tree"; echo "$tree/testcases/lib"; } | xargs -P "$BUILD_JOBS" -n 1 sh -c '
		make -s -k -C "$1" $0 all >>"$1/build.log" 2>&1
		make -s -k -i -C "$1" $0 install >>"$1/build.log" 2>&1 || :' "$flags"
	one=$root/testcases/bin/fork01
	[ -x "$one" ] || die "no test builds with $2 ($tree/testcases/kernel/syscalls/*/build.log)"
	interpreter_is "$one" "$3"
	# What is installed is there twice, and large.
	find "$tree" -type f \( -name '*.o' -o -name '*.a' -o -perm -u+x \) -delete
	echo "$now" >"$OUT/$1/key"
}

# ltp_folders TREE: the folders that have what runtest/syscalls names
ltp_folders() {
	find "$1/testcases/kernel/syscalls" -name Makefile | sed 's,/[^/]*$,,' | sort | awk '
		{ f[NR] = $0 } END { for (i = 1; i <= NR; i++) if (index(f[i + 1], f[i] "/") != 1) print f[i] }'
	# A few are elsewhere, mostly next to a source of their name.
	awk 'NF && !/^#/ { print $2 ".c" }' "$1/runtest/syscalls" | sort -u >"$OUT/sources"
	find "$1/testcases/kernel" -path '*/syscalls' -prune -o -name '*.c' -print | awk -F / '
		NR == FNR { wanted[$0]; next } $NF in wanted { sub("/[^/]*$", ""); print }' "$OUT/sources" - | sort -u
}

# ltp_list SUITE: prints "test" for each line of runtest/syscalls, or "test reason" for one that is left out
ltp_list() (
	cd "$1/testcases/kernel"
	grep -rlE --include='*.c' '\.(needs_device|mount_device|format_device|all_filesystems|needs_hugetlbfs)|tst_acquire_device' . >"$OUT/devices" || :
	grep -rl --include='*.c' '\.needs_cgroup_ctrls' . >"$OUT/cgroups" || :
	awk '
		function base(f) { sub(".*/", "", f); sub("[.]c$", "", f); return f }
		FILENAME ~ /devices$/ { why[base($0)] = "need a device to format and mount"; next }
		FILENAME ~ /cgroups$/ { why[base($0)] = "change control groups"; next }
		NF && !/^#/ && !($1 in seen) { p = $2; sub("_(16|64)$", "", p); seen[$1]; print $1 ((p in why) ? " " why[p] : "") }
		' "$OUT/devices" "$OUT/cgroups" "$1/runtest/syscalls" >"$OUT/named"
	grep -v '^#' "$here/ltp-left-out" >"$OUT/patterns"
	while read -r t reason; do
		while read -r pattern why; do
			case $t in $pattern) reason=$why ;; esac
		done <"$OUT/patterns"
		echo "$t${reason:+ $reason}"
	done <"$OUT/named" | sort
)
