#!/bin/sh
# usage: busybox.sh APPS SIDE
# Runs busybox' own test-suite, but for bc and wget, on every applet it has tests for,
# and the scripts in shell/, whose output has to be the same on both sides.
. "$(dirname "$0")/lib.sh"

tree=$apps/$side/busybox
# runtest wants the busybox and its .config one folder up, and puts its links there.
cp -pR "$tree/testsuite" "$tree/.config" "$bin/busybox" "$scratch/"
mkdir "$scratch/scripts"
cp -p "$tree/scripts/echo.c" "$scratch/scripts/"
cd "$scratch/testsuite" || die "cannot enter $scratch/testsuite"
# Verdicts on a line of their own, also behind output without a newline.
sed -i 's/^    echo "\(PASS\|FAIL\)/    echo; echo "\1/' testing.sh
applets=$(for f in *.tests; do echo "${f%.tests}"; done; for d in */; do echo "${d%/}"; done)
applets=$(echo "$applets" | grep -vx -e bc -e wget -e all_sourcecode | sort -u)
env -i PATH="$PATH" HOME="$scratch" TMPDIR="$scratch" SHELL=/bin/sh VERBOSE=1 \
	./runtest $applets </dev/null >"$out/runtest.log" 2>&1
status=$?
tr '\t\000' ' ?' <"$out/runtest.log" | sed -n -e 's/^PASS: \(.*\)/pass	\1/p' -e 's/^FAIL: \(.*\)/fail	\1/p' \
	-e 's/^\(SKIPPED\|UNTESTED\): \(.*\)/skip	\2/p' |
	number >>"$list"
# Its status is 1 if a test fails, and if nothing could be run at all.
verdicts=$(grep -c . "$list")
if [ "$status" -le 1 ] && [ "$verdicts" -gt 700 ]; then
	result pass "runtest ran to its end"
else
	result fail "runtest ran to its end" "status $status, $verdicts verdicts"
fi

# Each script in an empty folder of its own, with busybox' applets and no others.
mkdir "$scratch/applets"
"$bin/busybox" --install -s "$scratch/applets"
in_shell() { (cd "$scratch/shell" && env -i PATH="$scratch/applets" HOME=/ timeout 60 "$bin/busybox" sh "$1" </dev/null); }
for script in "$here"/shell/*.sh; do
	rm -rf "$scratch/shell"
	mkdir "$scratch/shell"
	check "shell, $(basename "$script" .sh)" in_shell "$script"
done
