# Sourced by nginx.sh and lighttpd.sh: what any web server of files has to do.
# They define configure GENERATION, try (the configuration, and return), start (in the background, setting $server), graceful (a reload
# that takes up the configuration written anew), stop, and workers (their ids).
unset http_proxy https_proxy HTTP_PROXY ALL_PROXY all_proxy
port=$(free_port)
url=http://127.0.0.1:$port
get() { curl --no-progress-meter --max-time 60 "$@" </dev/null; }
digest() { sha256sum | cut -d' ' -f1; }

# Files with content of our own making, the same everywhere.
content() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i += 16) printf "%015d\n", (i * 48271) % 999983 }' | head -c "$1"; }

files() {
	for size in 0 20 612 102400 3145728; do
		wanted=$(digest <"$scratch/www/$size.bin")
		same "file of $size bytes" "$(get "$url/$size.bin" | digest)" "$wanted"
		same "HEAD of $size bytes" "$(get -I "$url/$size.bin" | tr -d '\r' | sed -n 's/^Content-Length: //p')" "$size"
	done
	# 40 at a time, four rounds, each compared.
	for round in 1 2 3 4; do
		rm -rf "$scratch/got"
		get --parallel --parallel-immediate --parallel-max 40 --create-dirs -o "$scratch/got/#1" "$url/102400.bin?[1-40]"
		same "40 downloads at once, round $round" "$(cat "$scratch"/got/* | digest)" \
			"$(for i in $(seq 40); do cat "$scratch/www/102400.bin"; done | digest)"
	done
}

pieces() {
	tclsh <<-EOT
	set s [socket 127.0.0.1 $port]
	fconfigure \$s -translation binary -buffering none
	foreach part {"GET /20.bin HT" "TP/1.0\\r\\nHost: x\\r" "\\n\\r\\n"} {
		puts -nonewline \$s [subst \$part]
		after 200
	}
	fconfigure stdout -translation binary
	puts -nonewline [read \$s]
	EOT
}

protocol() {
	same "missing file is 404" "$(get -o "$scratch/body" -w '%{http_code}' "$url/missing")" 404
	same "index of /" "$(get "$url/" | digest)" "$(digest <"$scratch/www/index.html")"
	same "range is 206" "$(get -r 100-611 -o "$scratch/body" -w '%{http_code} %{size_download}' "$url/102400.bin")" "206 512"
	same "range has its bytes" "$(digest <"$scratch/body")" "$(tail -c +101 "$scratch/www/102400.bin" | head -c 512 | digest)"
	same "last bytes" "$(get -r -70000 "$url/3145728.bin" | digest)" "$(tail -c 70000 "$scratch/www/3145728.bin" | digest)"
	same "range past the end is 416" "$(get -r 700- -o "$scratch/body" -w '%{http_code}' "$url/612.bin")" 416
	etag=$(get -I "$url/612.bin" | tr -d '\r' | sed -n 's/^ETag: //p')
	same "unchanged file is 304" "$(get -o "$scratch/body" -w '%{http_code}' -H "If-None-Match: $etag" "$url/612.bin")" 304
	same "one connection for 30 requests" \
		"$(get -o "$scratch/body" -w '%{num_connects}\n' "$url/612.bin?[1-30]" | awk '{ n += $1 } END { print NR, n }')" "30 1"
	same "slow reader gets all" "$(get --limit-rate 4M "$url/3145728.bin" | digest)" "$(digest <"$scratch/www/3145728.bin")"
	same "request in pieces" "$(pieces | tail -c 20 | digest)" "$(digest <"$scratch/www/20.bin")"
}

# load LABEL FILE: wrk says nothing of errors if there are none
load() {
	wrk -t 2 -c 50 -d "${3:-2}s" --timeout 30s "$url/$2" >"$out/wrk-$2.log" 2>&1
	same "$1: wrk exits with 0" $? 0
	same "$1: no error" "$(grep -e 'Socket errors' -e 'Non-2xx' "$out/wrk-$2.log")" ''
	requests=$(awk '/requests in/ { print $1 }' "$out/wrk-$2.log")
	same "$1: requests are answered" "$([ "${requests:-0}" -gt 50 ] && echo yes)" yes
	result info "requests/s, $1" "$(awk '/^Requests\/sec/ { printf "%d", $2 }' "$out/wrk-$2.log")"
}

mkdir "$scratch/www" || die "cannot make $scratch/www"
generation() { get -I "$url/20.bin" | tr -d '\r' | sed -n 's/^X-Generation: //p'; }
is_generation() { [ "$(generation)" = "$1" ]; }

web() {
	for size in 0 20 612 102400 3145728; do content $size >"$scratch/www/$size.bin"; done
	echo '<p>swift</p>' >"$scratch/www/index.html"
	configure 1
	same "configuration test" "$(try >"$out/try.log" 2>&1; echo $?)" 0
	start
	servers=$server
	if ! wait_for 20 get "$url/20.bin"; then
		result fail "server starts" "$(tail -n 1 "$out/server.log")"
		return
	fi
	result pass "server starts"
	same "two workers" "$(workers | wc -l)" 2
	files
	protocol
	load "612 bytes, 50 connections" 612.bin
	load "100 KB, 50 connections" 102400.bin

	# A reload in the middle of a download and under load: both go on.
	old=$(workers | tr '\n' ' ')
	get --limit-rate 1M "$url/3145728.bin" >"$scratch/during" &
	download=$!
	sleep 0.3
	configure 2
	graceful
	wait_for 30 is_generation 2
	same "reload takes up the new configuration" "$(generation)" 2
	wait "$download"
	same "download goes on over the reload" "$(digest <"$scratch/during")" "$(digest <"$scratch/www/3145728.bin")"
	same "server is the same process" "$(kill -0 "$server" 2>/dev/null && echo yes)" yes
	for worker in $old; do wait_for 30 gone "$worker"; done
	same "old workers have gone" "$(for worker in $old; do gone "$worker" || echo "$worker"; done)" ''
	same "two new workers" "$(workers | wc -l)" 2
	load "20 bytes, after the reload" 20.bin 1

	last=$(workers | tr '\n' ' ')
	stop
	wait_for 30 gone "$server" || kill -KILL "$server"
	wait "$server"
	same "server stops with 0" $? 0
	servers=
	for worker in $last; do wait_for 30 gone "$worker"; done
	same "no worker stays" "$(for worker in $last; do gone "$worker" || echo "$worker"; done)" ''
}
