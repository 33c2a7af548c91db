# Sourced by the tests of one program, NAME.sh APPS SIDE: what they share.
# A test writes its results to APPS/results/SIDE/NAME.list, a line for each:
# status (pass, fail, skip or info), tab, name, tab, digest of what it printed;
# `run` compares the lists of two sides.
set -u
apps=$1 side=$2
name=$(basename "$0" .sh)
here=$(cd "$(dirname "$0")" && pwd)
bin=$apps/$side/$name/bin
list=$apps/results/$side/$name.list
out=$apps/results/$side/$name
scratch=$apps/scratch/$side/$name
servers=

die() { echo "apps: $name on $side: $*" >&2; exit 1; }

cleanup() {
	for server in $servers; do kill -KILL "$server" 2>/dev/null; done
	rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

result() { printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" >>"$list"; }

# check TEST COMMAND...: passes if COMMAND succeeds; what it prints, standard
# error too, is kept and has to be the same on both sides.
check() {
	test=$1 file=$out/$(echo "$1" | tr ' /' '-_').out
	shift
	if "$@" >"$file" 2>&1; then
		result pass "$test" "$(sha256sum <"$file" | cut -c1-16)"
	else
		result fail "$test" "status $? (see $file)"
	fi
}

# same TEST GOT WANTED
same() {
	if [ "$2" = "$3" ]; then
		result pass "$1"
	else
		result fail "$1" "$(printf '%s, not %s' "$2" "$3" | tr '\n\t' '  ' | cut -c1-120)"
	fi
}

# Lines of status, tab, name: a name met twice gets a number.
number() { awk -F '\t' '{ n[$2]++; printf("%s\t%s%s\t\n", $1, $2, (n[$2] > 1) ? " (" n[$2] ")" : "") }'; }

# wait_for SECONDS COMMAND...: until COMMAND succeeds
wait_for() {
	tries=$(($1 * 20))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

gone() { ! kill -0 "$1" 2>/dev/null; }

free_port() {
	echo 'puts [lindex [fconfigure [socket -server {} -myaddr 127.0.0.1 0] -sockname] 2]' | tclsh
}

[ -d "$bin" ] || die "not built ($bin is missing)"
rm -rf "$list" "$out" "$scratch"
mkdir -p "$out" "$scratch"
: >"$list"
