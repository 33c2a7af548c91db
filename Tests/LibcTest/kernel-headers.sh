# The suites about the kernel want its headers, which neither libc comes with.

# with_kernel_headers COMPILER WRAPPER: leaves a compiler in WRAPPER that finds them
with_kernel_headers() {
	headers=$OUT/kernel-headers
	mkdir -p "$headers/sys" "${2%/*}"
	for h in linux asm-generic mtd rdma; do ln -sfn "/usr/include/$h" "$headers/$h"; done
	for h in asm sys/queue.h; do
		for from in /usr/include/$(uname -m)-linux-gnu /usr/include; do
			[ ! -e "$from/$h" ] || { ln -sfn "$from/$h" "$headers/$h"; break; }
		done
	done
	# -idirafter: what the libc has itself comes first.
	printf '#!/bin/sh\nexec "%s" "$@" -idirafter "%s"\n' "$1" "$headers" >"$2"
	chmod +x "$2"
}

# build_key COMPILER PREFIX FILE...: changes when what is built from FILE... may. Only the names in
# libc.so count, as the programs are dynamic: a new kernel in it needs no new programs.
build_key() (
	compiler=$1 prefix=$2
	shift 2
	{ nm -D --defined-only "$prefix/lib/libc.so" | awk '{ print $NF }'; key "$compiler" "$prefix/include" "$prefix"/lib/*.o "$@"; } | cksum
)
