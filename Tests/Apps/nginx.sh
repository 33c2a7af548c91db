#!/bin/sh
# usage: nginx.sh APPS SIDE
# Serves files with nginx: two workers, sendfile, a thread pool for the large ones.
. "$(dirname "$0")/lib.sh"
. "$here/web.sh"

configure() { # GENERATION
	cat >"$scratch/nginx.conf" <<-EOC
	$([ "$(id -u)" != 0 ] || echo "user root;")
	worker_processes 2;
	daemon off;
	pid $scratch/nginx.pid;
	error_log $out/server.log notice;
	events { worker_connections 512; }
	http {
		types { application/octet-stream bin; text/html html; }
		access_log $out/access.log;
		sendfile on;
		tcp_nopush on;
		client_body_temp_path $scratch/body-temp;
		proxy_temp_path $scratch/proxy-temp;
		fastcgi_temp_path $scratch/fastcgi-temp;
		uwsgi_temp_path $scratch/uwsgi-temp;
		scgi_temp_path $scratch/scgi-temp;
		server {
			listen 127.0.0.1:$port;
			root $scratch/www;
			add_header X-Generation $1;
			location = /3145728.bin { aio threads; sendfile off; add_header X-Generation $1; }
		}
	}
	EOC
}

try() { "$bin/nginx" -t -p "$scratch" -c "$scratch/nginx.conf" -e "$out/try-error.log"; }
start() {
	"$bin/nginx" -p "$scratch" -c "$scratch/nginx.conf" -e "$out/server.log" </dev/null &
	server=$!
}
workers() { pgrep -P "$server" -f 'worker process$'; }
graceful() { kill -HUP "$server"; }
stop() { kill -QUIT "$server"; }

web
same "no alert in the log" "$(grep -c -e '\[alert\]' -e '\[emerg\]' -e '\[crit\]' "$out/server.log")" 0
