# Background jobs, wait, signals to jobs, their statuses, in a shell without a terminal.
(exit 7) & wait $!; echo "wait: $?"
sleep 100 & kill $!; wait $! 2>/dev/null; echo "killed: $?"
sleep 100 & kill -KILL $!; wait $! 2>/dev/null; echo "killed: $?"
(trap 'exit 9' TERM; echo ready >ready; while :; do sleep 0.01; done) & p=$!
while [ ! -s ready ]; do sleep 0.01; done; kill $p; wait $p; echo "trapped: $?"
for i in 1 2 3 4 5; do (exit $i) & eval p$i=$!; done
for i in 5 3 1 2 4; do eval wait \$p$i; echo "job $i: $?"; done
for i in $(seq 1 30); do : & done; wait; echo "all waited for: $?"
wait 999999 2>/dev/null; echo "not a child: $?"
seq 1 100 >list & wait; wc -l <list
{ seq 1 10 | sort -r | head -n 1; } & wait $!; echo "pipeline in the background: $?"
(sleep 0.05; echo late) & echo early; wait
sh -c 'kill -TERM $$'; echo "by a signal: $?"
sh -c 'exec sh -c "exit 3"'; echo "exec: $?"
n=0; while [ $n -lt 50 ]; do (exit $n) & wait $! ; [ $? = $n ] || echo "wrong status of $n"; n=$((n + 1)); done; echo done
timeout 0.1 sleep 10; echo "timeout: $?"
timeout 5 true; echo "timeout: $?"
nohup true >/dev/null 2>&1; echo "nohup: $?"
