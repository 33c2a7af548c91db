#!/bin/sh
# usage: lighttpd.sh APPS SIDE
# Serves files with lighttpd: two workers, its modules loaded with dlopen.
. "$(dirname "$0")/lib.sh"
. "$here/web.sh"

configure() { # GENERATION
	cat >"$scratch/lighttpd.conf" <<-EOC
	server.document-root = "$scratch/www"
	server.bind = "127.0.0.1"
	server.port = $port
	server.max-worker = 2
	server.modules = ("mod_access", "mod_setenv", "mod_accesslog")
	server.errorlog = "$out/server.log"
	accesslog.filename = "$out/access.log"
	server.feature-flags = ("server.graceful-shutdown-timeout" => 30)
	index-file.names = ("index.html")
	setenv.add-response-header = ("X-Generation" => "$1")
	mimetype.assign = (".bin" => "application/octet-stream", ".html" => "text/html")
	EOC
}

try() { "$bin/lighttpd" -tt -f "$scratch/lighttpd.conf" -m "$bin"; }
# In a session of its own, as it signals its whole process group.
start() {
	setsid "$bin/lighttpd" -D -f "$scratch/lighttpd.conf" -m "$bin" </dev/null >"$out/stdout.log" 2>&1 &
	server=$!
}
workers() { pgrep -P "$server"; }
# SIGHUP has lighttpd open its logs anew; SIGUSR1 is its graceful restart.
graceful() { kill -HUP "$server"; kill -USR1 "$server"; }
stop() { kill -INT "$server"; }

web
