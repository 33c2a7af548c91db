#!/bin/sh
# usage: sqlite.sh APPS SIDE
# Runs sqlite's speedtest1, and sessions of its shell on 100,000 rows.
. "$(dirname "$0")/lib.sh"
cd "$scratch" || die "cannot enter $scratch"
shell() { "$bin/sqlite3" -batch "$@"; }

# speedtest SET [OPTION...]: all that it prints but the times
speedtest() {
	set=$1
	shift
	rm -f speed.db*
	"$bin/speedtest1" "$@" --testset "$set" --size 10 --verify speed.db >speed.out 2>&1
	status=$?
	sed 's/ *[0-9]*\.[0-9]*s$//' speed.out
	[ "$status" = 0 ] && [ "$(shell speed.db 'pragma integrity_check')" = ok ]
}

# A generator of our own, so that every side and machine has the same rows.
rows() {
	awk -v n=100000 'BEGIN {
		x = 20240301
		for (i = 1; i <= n; i++) {
			x = (x * 16807) % 2147483647
			printf "%d,%d,%s-%d,%.3f\n", i, x % 1000, substr("alphabetagammadelta", x % 15 + 1, 5), x % 7919, x / 1000
		}
	}'
}

session() {
	rows | awk -F, 'BEGIN {
		print "create table item(id integer primary key, kind int, name text, price real);"
		print "create table kind(id integer primary key, label text);"
		print "begin;"
	} NR <= 50000 { printf "insert into item values(%d,%d,\047%s\047,%s);\n", $1, $2, $3, $4 }
	END { print "commit;" }' >session.sql
	rows | tail -n 50000 >rest.csv
	cat >>session.sql <<-'SQL'
	.import --csv rest.csv item
	insert into kind with recursive n(i) as (select 0 union all select i + 1 from n where i < 999) select i, printf('kind %03d', i) from n;
	select count(*), min(price), max(price), sum(kind) from item;
	create index item_kind on item(kind, price);
	create unique index item_name on item(name, id);
	explain query plan select * from item where kind = 7 order by price;
	update item set price = price * 2, name = name || '!' where kind % 10 = 3;
	delete from item where kind % 10 = 4;
	select changes(), total_changes();
	select label, count(*), round(avg(price), 2), group_concat(distinct substr(name, 1, 1)) from item join kind on kind.id = kind
		group by kind.id having count(*) > 120 order by 3 desc, 1;
	select sum(n) from (select count(*) over (partition by kind order by price rows 5 preceding) n from item);
	with ranked as (select id, rank() over (partition by kind order by price desc) r from item) select sum(id) from ranked where r = 1;
	begin; delete from item; select count(*) from item; rollback;
	savepoint a; insert into item values(200000, 1, 'x', 1); savepoint b; update item set kind = 0; rollback to b; release a;
	select count(*), sum(kind) from item;
	insert into item values(200000, 1, 'twice', 1);
	create virtual table doc using fts5(body);
	insert into doc select name from item where id <= 20000;
	select count(*) from doc where doc match 'alpha OR gamma*';
	create temp table sorted as select * from item order by name desc, id;
	select name, id from sorted where rowid in (1, 1000, 50000);
	pragma integrity_check;
	pragma foreign_key_check;
	vacuum;
	pragma page_count;
	SQL
	# The second 200000 has to be refused: status 1, and it is the only error.
	shell session.db <session.sql >session.out 2>session.err
	status=$?
	cat session.out session.err
	[ "$status" = 1 ] && [ "$(grep -c . session.err)" = 1 ] && grep -q 'UNIQUE constraint failed' session.err && grep -qx ok session.out
}

database() { sha256sum <session.db; }

dump() {
	shell session.db .dump >dump.sql && shell copy.db <dump.sql &&
		shell session.db '.backup backup.db' && shell session.db 'vacuum into "into.db"' &&
		for db in session copy backup into; do
			shell $db.db 'pragma integrity_check; select count(*), sum(id), total(price) from item' '.sha3sum item'
		done
}

wal() {
	cp session.db wal.db
	shell wal.db <<-'SQL' || return
	pragma journal_mode = wal;
	pragma wal_autocheckpoint = 0;
	begin; update item set price = 1 where id % 7 = 0;
	.connection 1
	.open wal.db
	select count(*) from item where price = 1;
	.connection 0
	commit;
	.connection 1
	select count(*) from item where price = 1;
	.connection 0
	.shell ls wal.db-wal wal.db-shm
	pragma wal_checkpoint(truncate);
	.connection 1
	pragma integrity_check;
	.connection close 0
	pragma journal_mode = delete;
	.shell ls wal.db*
	SQL
	shell wal.db 'pragma integrity_check; select count(*) from item where price = 1'
}

# Four processes count in one database; the locks have to keep every step.
writers() {
	for mode in delete wal; do
		rm -f count.db*
		shell count.db "pragma journal_mode = $mode; create table c(n int); insert into c values(0)" || return
		pids=
		for writer in 1 2 3 4; do
			awk 'BEGIN { print ".timeout 60000"; for (i = 0; i < 50; i++) print "begin immediate; update c set n = n + 1; commit;" }' |
				shell count.db >/dev/null &
			pids="$pids $!"
		done
		for pid in $pids; do wait "$pid" || return; done
		shell count.db 'select n from c; pragma integrity_check' || return
		[ "$(shell count.db 'select n from c')" = 200 ] || return
	done
}

# A writer is killed with half a transaction in the file; the next reader rolls it back.
crash() {
	cp session.db crash.db
	mkfifo orders
	"$bin/sqlite3" -batch crash.db <orders >progress 2>&1 &
	writer=$! servers=$!
	exec 4>orders
	echo "pragma cache_size = 20; begin; update item set price = -1; select 'wrote', count(*) from item where price = -1;" >&4
	wait_for 60 grep -q wrote progress || { echo "no progress"; cat progress; return 1; }
	ls crash.db-journal
	kill -KILL "$writer"
	wait "$writer" 2>/dev/null
	servers=
	exec 4>&-
	shell crash.db 'select count(*) from item where price = -1; pragma integrity_check; select sum(id) from item'
	[ "$(shell crash.db 'select count(*) from item where price = -1')" = 0 ]
}

check "speedtest1 main" speedtest main
check "speedtest1 main, WAL" speedtest main --journal wal
check "speedtest1 main, memory-mapped" speedtest main --mmap 100000000
check "speedtest1 cte" speedtest cte
check "speedtest1 fp" speedtest fp
check "speedtest1 rtree" speedtest rtree
check "speedtest1 orm" speedtest orm
check "session of 100,000 rows" session
check "its database file" database
check "dump, backup, vacuum into" dump
check "two connections in WAL mode" wal
check "four writing processes" writers
check "rollback after a kill" crash
