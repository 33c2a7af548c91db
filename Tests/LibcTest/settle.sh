# Running a suite's tests on both sides until it is clear which ones are worse
# on Apus. The caller defines
#   measure SIDE JOBS <TESTS    prints "test result" lines, sorted
# and sets OUT, JOBS and RETRIES. Results, best first: PASS; CONF, SKIP and WARN;
# FAIL or FAIL-n (n cases of the test fail); any other; BUILD.

ranks='
	function rank(r) {
		if (r == "PASS") return 4000000
		if (r ~ /^(CONF|SKIP|WARN)$/) return 3000000
		if (r == "FAIL") return 1000000
		if (r ~ /^FAIL-/) return 2000000 - substr(r, 6)
		return r != "BUILD"
	}'

both() { join "$OUT/stock.results" "$OUT/apus.results"; }
# worse: leaves in the file of this name the tests that are, and says whether there are any
worse() {
	both | awk "$ranks"' rank($3) < rank($2) { print $1 }' >"$OUT/worse"
	[ -s "$OUT/worse" ]
}
# rerun SIDE: the tests in "worse" take new results; alone, unless they are so many that luck is not why
rerun() {
	n=$(wc -l <"$OUT/worse")
	say "$n again on $1"
	if [ "$n" -gt 40 ]; then RETRIES=1; else set -- "$1" 1; fi
	measure "$1" "${2-$JOBS}" <"$OUT/worse" >"$OUT/new"
	awk 'NR == FNR { new[$1] = $2; next } { print $1, ($1 in new) ? new[$1] : $2 }' "$OUT/new" "$OUT/$1.results" >"$OUT/$1.tmp"
	mv "$OUT/$1.tmp" "$OUT/$1.results"
}

# settle <SORTED_TESTS: leaves stock.results, apus.results, "again" (what was run again, and how it went at first),
# "failed" (the tests that are worse on Apus) and "unreliable" (those that stock is as bad at every other time)
settle() {
	cat >"$OUT/tests"
	for side in stock apus; do
		say "running $(wc -l <"$OUT/tests") tests on $side"
		measure $side "$JOBS" <"$OUT/tests" >"$OUT/$side.results"
		# join would pass over a test that has no result.
		awk '{ print $1 }' "$OUT/$side.results" | cmp -s - "$OUT/tests" || die "not every test has a result ($OUT/$side.results)"
	done
	cp "$OUT/stock.results" "$OUT/stock.first"
	: >"$OUT/again"
	try=0
	while [ $try -lt "$RETRIES" ] && worse; do
		both | join - "$OUT/worse" >>"$OUT/again"
		rerun apus
		try=$((try + 1))
	done
	worse || :
	cp "$OUT/worse" "$OUT/suspects"
	cp "$OUT/suspects" "$OUT/counted"
	try=0
	while [ $try -lt "$RETRIES" ] && [ -s "$OUT/suspects" ]; do
		cp "$OUT/suspects" "$OUT/worse"
		rerun stock
		worse || :
		cat "$OUT/worse" >>"$OUT/counted"
		try=$((try + 1))
	done
	sort "$OUT/counted" | uniq -c | awk -v tries=$((try + 1)) '$1 * 2 > tries { print $2 }' >"$OUT/failed"
	join -v 1 "$OUT/suspects" "$OUT/failed" >"$OUT/unreliable"
	mv "$OUT/stock.first" "$OUT/stock.results"
	say
}

# tell FILE_OF: all that differs, and the last line; FILE_OF TEST prints where the test's output on Apus is.
# Its status is 1 if anything failed.
tell() {
	both | awk 'FILENAME == ARGV[1] { bad[$1]; next } { n++ }
		$2 == "PASS" { s++ } $1 in bad { f++; next } $3 == "PASS" { p++; next } $3 ~ /^(CONF|SKIP|WARN)$/ { c++; next } { b++ }
		END { printf "  %d tests; stock passes %d, Apus %d; failed on Apus only %d, on both %d; does not apply %d\n", n, s, p, f, b, c }
		' "$OUT/failed" -
	sort "$OUT/failed" "$OUT/unreliable" >"$OUT/named"
	both | join -v 1 - "$OUT/named" | awk '$3 !~ /^(PASS|CONF|SKIP|WARN)$/ { r = $3 == $2 ? $3 : $3 " (stock: " $2 ")"; t[r] = t[r] " " $1 }
		END { for (r in t) printf "  failed on stock too, %s:%s\n", r, t[r] }' | sort
	both | awk '$3 == "PASS" && $2 != "PASS" { printf "  passed on Apus only: %s (stock: %s)\n", $1, $2 }'
	awk '{ n[$1] = n[$1] " " $3 } END { for (t in n) printf "  run again: %s (on Apus at first:%s)\n", t, n[t] }' "$OUT/again" | sort
	both | join - "$OUT/unreliable" | awk '{ printf "  unreliable on stock too: %s (%s on Apus)\n", $1, $3 }'
	both | join - "$OUT/failed" | while read -r t on_stock on_apus; do
		echo "  FAILED on Apus: $t gives $on_apus, on stock $on_stock"
		grep -aE 'TFAIL|TBROK|TCONF|TWARN|Assert|not ok|# |apus:' "$("$1" "$t")" | head -n 4 | cut -c1-200 | sed 's/^/      /'
	done
	failed=$(wc -l <"$OUT/failed")
	passed=$(grep -c ' PASS$' "$OUT/apus.results" || :)
	echo "$passed passed, $failed failed"
	[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
}
