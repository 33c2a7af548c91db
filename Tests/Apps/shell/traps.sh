# Traps: on exit, on signals while waiting, reading and in loops, ignored, reset and in subshells.
sh -c 'trap "echo bye" EXIT; echo working'
sh -c 'trap "echo bye; exit 3" EXIT; exit 2'; echo "exit from EXIT: $?"
sh -c 'trap "echo got it" USR1; kill -USR1 $$; echo after'
sh -c 'trap "" TERM; kill -TERM $$; echo "ignored"; sh -c "kill -TERM \$\$; echo ignored there too"'
sh -c 'trap "echo x" TERM; trap - TERM; kill -TERM $$; echo not reached'; echo "reset: $?"
sh -c 'trap "echo in the parent" USR1; (kill -USR1 $$; echo child); echo next'
sh -c 'trap "echo parent only" USR1; sh -c "kill -USR1 \$\$; echo not reached"; echo "its status $?"'
# wait is ended by a trapped signal.
sh -c 'trap "echo woken" USR1; p=$$; (sleep 0.1; kill -USR1 $p) & sleep 0.4 & wait $!; echo "wait: $(($? > 128))"; wait; echo all'
# A foreground child is waited for before the trap runs.
sh -c 'trap "echo trap" USR1; (sleep 0.05; kill -USR1 $$; sleep 0.1; echo first); echo then'
sh -c 'n=0; trap "n=\$((n+1))" USR1; for i in 1 2 3 4 5 6 7 8 9 10; do kill -USR1 $$; done; echo "$n of 10"'
sh -c 'n=0; trap "n=\$((n+1))" USR1; i=0; while [ $i -lt 300 ]; do kill -USR1 $$; i=$((i+1)); echo $i | cat >/dev/null; done; echo "$n traps in pipelines"'
sh -c 'trap "echo one" HUP; trap "echo two" INT; kill -HUP $$; kill -INT $$'
sh -c 'trap "echo child gone" CHLD; sleep 0.05 & wait; :' | sort -u
sh -c 'set -e; trap "echo failed with \$?" EXIT; false; echo not reached'; echo "set -e: $?"
sh -c 'f() { trap "echo from f" EXIT; }; f; echo end'
sh -c 'trap "echo PIPE" PIPE; seq 1 100000 | head -n 1; echo on'
sh -c '(trap "" PIPE; seq 1 100000 2>/dev/null; echo "seq: $(($? > 0))" >&2) | head -n 1' 2>&1
