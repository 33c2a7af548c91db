# Job control, in a shell on a terminal of its own: jobs, stop, bg, fg, process groups.
[ "${1:-}" = tty ] || exec script -q -c "sh $0 tty" /dev/null
# Whoever stops a job is told when it has stopped by its state.
state() { until grep -q "^State:.$2" "/proc/$1/status"; do usleep 1000; done; }
set -m
# When the shell notices the end of a job is a matter of time.
exec 2>/dev/null
sleep 100 & p=$!
jobs
kill -STOP %1; state $p T; jobs
bg %1 >/dev/null; state $p S; jobs
kill %1; wait $p; echo "job 1: $?"
(exit 4) & fg >/dev/null; echo "fg: $?"
(usleep 20000; exit 6) & fg %1 >/dev/null; echo "fg: $?"
# Each job is a process group, and is killed as a whole.
sh -c 'sleep 100 | sleep 100' & p=$!
state $p S; kill -TERM -$p; wait $p; echo "a group killed: $?"
sh -c 'kill -STOP $$; echo went on; exit 8' & p=$!
state $p T; fg %1 >/dev/null; echo "stopped, then fg: $?"
sh -c 'kill -STOP $$; exit 9'; echo "stopped in the foreground: $?"
fg >/dev/null; echo "and on: $?"
read line </dev/null; echo "read: $?"
seq 1 1000 | sort -rn | head -n 2
cat & p=$!; state $p T; echo "a background reader is stopped"; kill -KILL $p
