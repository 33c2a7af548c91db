# Servers on several C libraries; docs/aggregation.md has figures and how to read them.

SERVER_ROUNDS  ?= 7
SERVER_SECONDS ?= 5
SERVERS := $(addprefix $(B)/bench/server-,glibc musl apus)
SERVER_SOURCE := examples/batch-server/server.c

$(B)/bench/server-glibc: SERVER_CC = gcc
$(B)/bench/server-musl: SERVER_CC = $(STOCK)/bin/musl-gcc
$(B)/bench/server-apus: SERVER_CC = $(APUS)/bin/apus-gcc
$(B)/bench/server-musl: $(STOCK)/lib/libc.so
$(B)/bench/server-apus: $(APUS)/lib/libc.so

$(SERVERS): $(SERVER_SOURCE) make/bench-servers.mk $(B)/packages.ok
	@mkdir -p $(@D)
	$(SERVER_CC) $(BENCH_CFLAGS) -o $@ $<

$(B)/bench/client: Benchmarks/servers/client.c make/bench-servers.mk $(B)/packages.ok
	@mkdir -p $(@D)
	gcc $(BENCH_CFLAGS) -o $@ $< -lm

# The programs are built for stock musl once, and run on Apus as they are.
.PHONY: bench-servers
bench-servers: $(SERVERS) $(B)/bench/client $(addprefix $(APPS)/stock/,nginx.ok lighttpd.ok redis.ok) ## measure servers on stock musl and Apus (SERVER_ROUNDS= SERVER_SECONDS= ROWS='nginx lighttpd-612-50')
	@set -f; Benchmarks/servers/run $(B)/bench $(APPS) $(APUS) '$(SERVER_ROUNDS)' '$(SERVER_SECONDS)' $(ROWS)
