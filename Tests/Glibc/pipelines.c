/* ldflags: -pthread */
// What programs start that start others: shells, make, find, xargs, env, and perl and python where they are.
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *const commands[] = {
	"seq 1 1000 | sort -rn | head -n 3 | tr '\\n' ' '",
	"env -i sh -c 'command -v ls; echo $0; echo one | cat | cat'",
	"env -i A=1 env",
	"env -i A=1 cat /proc/self/environ | tr '\\0' '|'",
	"env -i tr '\\0' '|' </proc/self/cmdline",
	"cat /proc/self/comm; exec cat /proc/self/comm",
	"readlink /proc/self/exe | sed 's|.*/||'; ls -l /proc/self/exe | sed 's|.*/||'",
	"printf '#!/bin/sh -eu\\necho $0 $# \"$*\"; tr \"\\\\0\" \"|\" </proc/$$/cmdline; cat /proc/$$/comm; exit 3' >script; chmod +x script; ./script a 'b c' ''",
	"printf '#!./script x y \\n' >second; chmod +x second; ./second z; PATH=. second",
	"printf 'no line\\n' >text; chmod +x text; ./text; echo $?",
	"printf '#!/no/such\\n' >absent; chmod +x absent; ./absent 2>/dev/null; echo $?",
	"./none 2>/dev/null; echo $?; ./ 2>/dev/null; echo $?",
	"bash -c 'diff <(echo a) <(echo b); echo ${PIPESTATUS[0]}; exec -a name cat /proc/self/cmdline' | tr '\\0' '|'",
	"bash -c 'sleep 0 & wait $!; echo $?; (exit 4); echo $?; kill -TERM $BASHPID'; echo $?",
	"printf 'all: a b\\na: ; @echo $@; env -i /bin/echo x\\nb: ; @exit 0\\nc: ; @exit 5\\n' >rules; make -s -j2 -f rules; make -s -f rules c 2>&1 | tail -n 1",
	"find . -name 's*' -type f -exec sh -c 'echo \"$1\"' x {} \\; | sort; printf 'a\\0b' | xargs -0 -n1 echo",
	"nice -n 3 nice; timeout 0.1 sleep 5; echo $?; timeout 5 sh -c 'kill -9 $$'; echo $?",
	"awk 'BEGIN { system(\"echo awk\"); \"echo two\" | getline x; print x }'",
	"perl -e 'open(F, \"-|\", \"echo\", \"b\"); print <F>; close F; print $x = `echo c`; system(\"exit 3\"); print $? >> 8, \"\\n\"; exec \"echo\", \"d\"'",
	"python3 -c 'import subprocess, sys, os\nprint(subprocess.run([\"sh\", \"-c\", \"echo $0; exit 4\", \"zero\"], capture_output=True, env={}))\n"
	"print(subprocess.run([sys.executable, \"-c\", \"import sys; print(sys.executable, sys.argv)\", \"q\"], capture_output=True))\n"
	"print(os.path.realpath(sys.executable) == os.path.realpath(\"/proc/self/exe\"))\n"
	"try: subprocess.run([\"./text.\"])\nexcept OSError as e: print(e)'",
	"printf 'int main(void) { return 6; }\\n' >c.c; gcc c.c -o c && ./c; echo $?; env -i PATH=/usr/bin:/bin gcc -c c.c && ls c.o",
};

int main(void)
{
	setvbuf(stdout, 0, _IOLBF, 0);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		printf("> %s\n", commands[i]);
		int status = system(commands[i]);
		printf("\nstatus %d %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
	return 0;
}
