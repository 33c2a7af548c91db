#!/bin/sh
# usage: redis.sh APPS SIDE
# Runs units of redis' own test-suite, and redis-benchmark with its effects checked.
. "$(dirname "$0")/lib.sh"

# Long ones first; those with much of 20 s and more on their own are left out.
units='integration/block-repl integration/aof integration/rdb integration/redis-cli integration/shutdown
	integration/logging integration/redis-benchmark unit/type/list unit/type/zset unit/type/stream
	unit/type/stream-cgroups unit/type/set unit/type/string unit/type/list-2 unit/type/hash unit/type/incr
	unit/expire unit/scripting unit/functions unit/introspection unit/introspection-2 unit/acl unit/acl-v2
	unit/multi unit/other unit/scan unit/sort unit/querybuf unit/pubsub unit/pubsubshard unit/tracking
	unit/slowlog unit/wait unit/lazyfree unit/shutdown unit/networking unit/protocol unit/keyspace
	unit/info unit/info-command unit/auth unit/quit unit/limits unit/bitops unit/bitfield unit/pause
	unit/oom-score-adj'

suite() {
	set --
	for unit in $units; do set -- "$@" --single "$unit"; done
	(cd "$apps/$side/redis" && exec ./runtest --clients 4 --durable --no-latency --timeout 240 "$@") 2>&1 |
		sed 's/\x1b\[[0-9;]*m//g' >"$out/runtest.log"
	# Clients run side by side, so the order of the lines says nothing; a name met twice gets a number.
	sed -n -e 's/^\[ok\]: \(.*\) ([0-9]* ms)$/pass	\1/p' -e 's/^\[ignore\]: \(.*\)/skip	\1/p' \
		-e 's/^\[err\]: \(.*\) in tests\/.*tcl$/fail	\1/p' -e 's/^\[err\]: \(.*\)$/fail	\1/p' \
		-e 's/^\[exception\]: \(.*\)$/fail	exception: \1/p' -e 's/^\[TIMEOUT\].*/fail	time-out/p' "$out/runtest.log" |
		sort -t '	' -k2 -k1,1 |
		number >>"$list"
	if grep -q '^                   The End' "$out/runtest.log"; then
		result pass "runtest ran to its end"
	else
		result fail "runtest ran to its end" "$(tail -n 1 "$out/runtest.log")"
	fi
}

cli() { "$bin/redis-cli" -h 127.0.0.1 -p "$port" "$@" </dev/null; }

# benchmark PIPELINE REQUESTS
benchmark() {
	cli flushall >/dev/null
	"$bin/redis-benchmark" -h 127.0.0.1 -p "$port" -P "$1" -n "$2" -c 20 --csv -t set,get,incr,lpush,lrange_100,mset \
		</dev/null >"$out/benchmark-$1.csv" 2>&1
	# An error reply ends it with 1.
	same "redis-benchmark -P $1 exits with 0" $? 0
	same "redis-benchmark -P $1 finishes its seven tests" "$(grep -c '^"[A-Z].*","[0-9.]*"' "$out/benchmark-$1.csv")" 7
	same "redis-benchmark -P $1 counted" "$(cli get counter:__rand_int__)" "$2"
	# lpush fills the list, and lrange_100 does so once more.
	same "redis-benchmark -P $1 pushed" "$(cli llen mylist)" $(($2 * 2))
	same "redis-benchmark -P $1 set" "$(cli get key:__rand_int__)" VXK
	result info "requests/s with -P $1" "$(awk -F '","' '/^"(SET|GET|INCR)"/ { sub(/"/, "", $1); printf "%s%s %d", s, $1, $2; s = ", " }' "$out/benchmark-$1.csv")"
}

suite
port=$(free_port)
"$bin/redis-server" --port "$port" --bind 127.0.0.1 --save '' --dir "$scratch" --logfile "$out/server.log" </dev/null &
server=$! servers=$!
if wait_for 20 cli ping; then
	benchmark 1 20000
	benchmark 16 64000
	cli shutdown nosave
	wait "$server"
	same "redis-server shuts down" $? 0
	servers=
else
	result fail "redis-server starts" "$(tail -n 1 "$out/server.log")"
fi
