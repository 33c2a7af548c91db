# Derives from Sources/Kernel/Syscalls/syscalls.tbl what the kernel, its tools
# and the docs know of each call: awk -v make=swift|docs -f syscalls.awk syscalls.tbl

BEGIN {
	FS = "\t"
	calls = 512
	split("fd dirfd int op sig id clockid pid", w, " ")
	for (i in w) decode[w[i]] = "Int32(truncatingIfNeeded: %s)"
	split("uint uid gid mode", w, " ")
	for (i in w) decode[w[i]] = "UInt32(truncatingIfNeeded: %s)"
	split("long off", w, " ")
	for (i in w) decode[w[i]] = "%s"
	split("ulong size addr ptr flags", w, " ")
	for (i in w) decode[w[i]] = "UInt(bitPattern: %s)"
	decode["strv"] = "UInt(bitPattern: %s)"
	swift["int"] = "Int32"; swift["uint"] = swift["uid"] = swift["gid"] = "UInt32"
	swift["long"] = swift["off"] = "Int"; swift["ulong"] = swift["fd_set"] = swift["sigset"] = "UInt"
	swift["stat"] = swift["statx"] = "UInt8"
	swift["sched_param"] = "Int32"; swift["sched_attr"] = "UInt32"
	split("timespec itimerspec timeval timezone utsname clone_args iovec open_how io_uring_params sigaction sockaddr msghdr mmsghdr epoll_event pollfd sigset_argpack", w, " ")
	for (i in w) swift[w[i]] = "linux_" w[i]
	split("a b c d e f", letter, " ")
}

/^#/ || !NF { next }

{
	n = $1 + 0
	if (NF < 5 || NF > 6) fail("has " NF " columns")
	if ($1 !~ /^[0-9]+$/ || n >= calls) fail("has no number below " calls)
	if (n in name) fail("is the second of number " n)
	if ($3 !~ /^(full|partial|host|none)$/) fail("has the level " $3)
	if ($3 == "partial" && $6 == "") fail("does not say what is missing")
	if ($3 == "none" && $4 != "-") fail("is none and has a handler")
	if ($3 ~ /^(full|partial)$/ && $4 !~ /^[*?~!%]?sys/) fail("has no handler")
	name[n] = $2; level[n] = $3; handler[n] = $4; arguments[n] = $5; note[n] = $6
}

function fail(what) {
	printf "syscalls.tbl:%d: %s %s\n", NR, $2, what > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# The Swift expression that makes a handler's argument of a register.
function decoded(type, register, t) {
	if (type in decode) {
		t = decode[type]
		sub(/%s/, register, t)
		return t
	}
	if (match(type, /<[a-z_]+>/)) {
		t = substr(type, RSTART + 1, RLENGTH - 2)
		if (t in swift) return "UserPointer<" swift[t] ">(" register ")"
	} else if (type ~ /^(in|out|path|str)/) return "UserPointer<UInt8>(" register ")"
	printf "syscalls.tbl: no decoding for the type %s, which a handler takes\n", type > "/dev/stderr"
	failed = 1
	exit 1
}

function split_arguments(s, i, k, pair) {
	for (i in argument) delete argument[i]
	if (s == "-") return 0
	k = split(s, pair, " ")
	for (i = 1; i <= k; i++) {
		argument[i] = substr(pair[i], 1, index(pair[i], ":") - 1)
		type[i] = substr(pair[i], index(pair[i], ":") + 1)
	}
	return k
}

function entry(n) {
	if (!(n in name) || level[n] == "none") return "apus_enosys"
	if (handler[n] ~ /^[-@]/) return "apus_host_" n
	return (handler[n] ~ /^!/ ? "apus_first_" : "apus_sys_") name[n]
}

# Whether the kernel answers for its own descriptors only, which the first argument is.
function by_descriptor(n) { return handler[n] ~ /^[*]/ && arguments[n] ~ /^[a-z_]+:fd( |$)/ }

function make_swift(n, i, k, s) {
	print "// Made from syscalls.tbl; change it there."
	print "import CApus"
	print "import CLinux\n"
	for (n = 0; n < calls; n++) {
		if (!(n in name) || handler[n] == "-") continue
		k = split_arguments(arguments[n])
		s = "kernel"
		for (i = 1; i <= k; i++) s = s ", " decoded(type[i], letter[i])
		printf "@c(apus_sys_%s) func apus_sys_%s(\n", name[n], name[n]
		print "  _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int\n) -> Int {"
		if (handler[n] ~ /^\+/) {
			printf "  observe(%d) { kernel in\n    %s(%s)\n  }\n", n, substr(handler[n], 2), s
			printf "  return apus_host_%d(a, b, c, d, e, f)\n}\n\n", n
		} else if (handler[n] ~ /^[*?%]/) {
			passed = sprintf("  willPass(%d)\n    return apus_host_%d(a, b, c, d, e, f)\n  }", n, n)
			if (handler[n] ~ /^[?]/) print "  if !FileReference.areThere {\n  " passed
			else if (handler[n] ~ /^%/) print "  if apus_owns_faults() == 0 {\n  " passed
			else if (by_descriptor(n)) print "  if FileReference.of(Int32(truncatingIfNeeded: a)) == nil {\n  " passed
			print "  guard let thread = ThreadBlock.current else {\n    withoutBlock()\n  " passed
			sub(/^kernel/, "kernel, thread", s)
			s = sprintf("{ (kernel) throws(Errno) in try %s(%s) }", substr(handler[n], 2), s)
			print "  let result = inside(thread, isCancellable: false) " s
			redirected = by_descriptor(n) ? sprintf("    if let result = redirected(thread, %d, b, c, d, e, f) { return result }\n", n) : ""
			print "  if result == Errno.passToHost.result {\n" redirected "  " passed "\n  return result\n}\n"
			# The same for a cancellation point, which passes the call itself.
			printf "@c(apus_cp_sys_%s) func apus_cp_sys_%s(\n", name[n], name[n]
			print "  _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int\n) -> Int {"
			if (handler[n] ~ /^[?]/) print "  if !FileReference.areThere { return leftToCaller() }"
			else if (handler[n] ~ /^%/) print "  if apus_owns_faults() == 0 { return leftToCaller() }"
			print "  guard let thread = ThreadBlock.current else {\n    withoutBlock()\n    return leftToCaller()\n  }"
			if (!by_descriptor(n)) print "  return inside(thread, isCancellable: true) " s "\n}\n"
			else {
				print "  let result = inside(thread, isCancellable: true) " s
				print "  if result == Errno.passToHost.result {\n" redirected "  }\n  return result\n}\n"
			}
		} else if (handler[n] ~ /^[~!@]/) {
			print "  let result: Int? = bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef { kernel in"
			printf "    do throws(Errno) { return try %s(%s) } catch { return error.result }\n  }\n", substr(handler[n], 2), s
			print "  if let result { return result }"
			printf "  return passed(%d) { apus_host_%d(a, b, c, d, e, f) }\n}\n\n", n, n
			if (handler[n] ~ /^~/) {
				printf "@c(apus_cp_sys_%s) func apus_cp_sys_%s(\n", name[n], name[n]
				print "  _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int\n) -> Int {"
				print "  let result: Int? = bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef { kernel in"
				printf "    do throws(Errno) { return try %s(%s) } catch { return error.result }\n  }\n", substr(handler[n], 2), s
				print "  return result ?? leftToCaller()\n}\n"
			}
		} else {
			print "  bootedKernel.unsafelyUnwrapped._withUnsafeGuaranteedRef { kernel in"
			printf "    do throws(Errno) { return try %s(%s) } catch { return error.result }\n  }\n}\n\n", handler[n], s
		}
	}
	print "/// The table that libc calls through: one entry a call, `apus_enosys` where there is none."
	print "#if hasFeature(Embedded)"
	print "  @section(\".data.rel.ro.apus_syscall_table\") @used @_silgen_name(\"apus_syscall_table\")"
	print "#endif"
	printf "let systemCallTable: InlineArray<%d, SystemCall> = [\n", calls
	for (n = 0; n < calls; n++) printf "  %s,\n", entry(n)
	print "]\n"
	print "#if hasFeature(Embedded)\n  /// What the table has besides in a program that libc.so loads."
	print "  func installLoaderEntries() {"
	for (n = 0; n < calls; n++) if ((n in name) && handler[n] ~ /^@/)
		printf "    apus_install_entry(%d, apus_sys_%s)\n", n, name[n]
	print "  }\n#endif\n"
	print "/// The numbers of the calls."
	print "enum Number {"
	for (n = 0; n < calls; n++) if (n in name) printf "  static var %s: Int { %d }\n", escaped(name[n]), n
	print "}\n"
	print "extension Number {\n  /// The name of a call, or nil if its number is unused."
	print "  static func name(_ number: Int) -> StaticString? {\n    switch number {"
	for (n = 0; n < calls; n++) if (n in name) printf "    case %d: \"%s\"\n", n, name[n]
	print "    default: nil\n    }\n  }\n}\n"
	print "#if !hasFeature(Embedded)"
	print "  /// The rows of syscalls.tbl, by number."
	print "  public let syscallRows: [SyscallRow] = ["
	for (n = 0; n < calls; n++) {
		if (!(n in name)) continue
		k = split_arguments(arguments[n])
		s = ""
		for (i = 1; i <= k; i++) s = s (i > 1 ? ", " : "") "(" quoted(argument[i]) ", " quoted(type[i]) ")"
		printf "    SyscallRow(%d, %s, .%s, %s, [%s], %s),\n", n, quoted(name[n]), level[n], quoted(handler[n]), s, quoted(note[n])
	}
	print "  ]\n#endif"
}

# For each call that a cancellation point finds its own entry for, where that is and
# what the table then has to hold; with a 1 added if the entry looks for a descriptor.
function make_cancellable(n) {
	print "\t.section .rodata\n\t.globl apus_cancellable\n\t.hidden apus_cancellable\n\t.p2align 4\napus_cancellable:"
	for (n = 0; n < calls; n++) {
		if ((n in name) && handler[n] ~ /^[*?~%]/)
			printf "\t.long apus_cp_sys_%s-apus_cancellable+%d, apus_sys_%s-apus_cancellable\n", name[n], by_descriptor(n), name[n]
		else print "\t.long 0, 0"
	}
	print "\t.section .note.GNU-stack,\"\",@progbits"
}

function escaped(s) { return s ~ /^(import|init|switch|public)$/ ? "`" s "`" : s }

function make_docs(n, i, k, s, count) {
	for (n in name) count[level[n]]++
	print "# The system calls\n"
	print "Made from `Sources/Kernel/Syscalls/syscalls.tbl` by `make docs`. Numbers that are not listed answer `ENOSYS`.\n"
	print "| level | meaning | calls |\n|---|---|---|"
	printf "| full | answered by the kernel in the process | %d |\n", count["full"]
	printf "| partial | answered in the process, but for what the note says | %d |\n", count["partial"]
	printf "| host | passed to the host | %d |\n", count["host"]
	printf "| none | answers `ENOSYS`, as Linux does | %d |\n\n", count["none"]
	print "| number | call | level | note |\n|---|---|---|---|"
	for (n = 0; n < calls; n++) {
		if (!(n in name)) continue
		k = split_arguments(arguments[n])
		s = ""
		for (i = 1; i <= k; i++) s = s (i > 1 ? ", " : "") argument[i]
		printf "| %d | `%s(%s)` | %s | %s |\n", n, name[n], s, level[n], note[n]
	}
}

END {
	if (failed) exit 1
	if (make == "swift") make_swift()
	else if (make == "docs") make_docs()
	else if (make == "cancellable") make_cancellable()
	else {
		print "syscalls.awk: -v make=swift, docs or cancellable" > "/dev/stderr"
		exit 1
	}
}
