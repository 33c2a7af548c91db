#!/bin/sh
# usage: soak.sh APPS APUS OUT SECONDS
# nginx with APUS_RING=on and clients that behave badly: all bytes are right, and no descriptor or memory is left.
set -eu
apps=$1 apus=$2 out=$3 seconds=$4
port=${PORT:-18081}
rm -rf "$out"
mkdir -p "$out/www" "$out/logs"
files=
for size in 20 612 9000 20000 100000 1048576; do
	head -c $size /dev/urandom >"$out/www/f$size"
	files="$files f$size"
done
cat >"$out/nginx.conf" <<EOC
daemon off; master_process off; pid $out/nginx.pid;
events { worker_connections 768; }
http {
	sendfile on; tcp_nopush on; access_log $out/logs/access.log;
	server { listen 127.0.0.1:$port; root $out/www; }
}
EOC
APUS_RING=on "$apus/lib/libc.so" "$apps/stock/nginx/bin/nginx" -e "$out/logs/error.log" -p "$out" -c "$out/nginx.conf" >/dev/null &
server=$!
trap 'kill "$server"' EXIT
sleep 1
state() { echo "$(ls "/proc/$server/fd" | wc -l) $(awk '/^VmRSS/ { print $2 }' "/proc/$server/status")"; }
soak() { "$out/../soak" "$port" "$out/www" 200 "$1" "$2" $files; }

# The first part warms up.
soak $((seconds / 5 + 1)) 1
sleep 1
set -- $(state)
soak "$seconds" 2
sleep 1
set -- "$@" $(state)
echo "descriptors $1, then $3; resident $2 KB, then $4"
[ "$3" -le "$1" ] || { echo "soak: descriptors are left open" >&2; exit 1; }
[ "$4" -le $(($2 + $2 / 5 + 512)) ] || { echo "soak: memory grows" >&2; exit 1; }
