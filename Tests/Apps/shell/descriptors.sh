# Redirections: order, copies, closing, to and from numbers, substitution inside of them, in functions and loops.
{ echo 1; echo 2 >&2; } >a 2>&1; cat a
{ echo 1; echo 2 >&2; } 2>&1 >a | sed 's/^/piped /'; cat a
exec 3>b 4<a; echo three >&3; read l <&4; echo "$l"; exec 3>&- 4<&-; cat b
echo closed 2>/dev/null >&3; echo "status $?"
exec 7<>c; echo "read and write" >&7; exec 7>&-; cat c
f() { echo in f; echo err >&2; }; f >d 2>e; cat d e
while read x; do echo "<$x>"; done <d >g; cat g
for i in 1 2 3; do echo $i; done >h; cat h
if :; then echo if; fi >k; cat k
cat <a >l; cmp a l && echo same
echo "$(cat <a) $(cat b)"
(exec >m; echo to m); cat m
exec 8>&1; x=$(echo captured; echo direct >&8); exec 8>&-; echo "[$x]"
{ { echo to stdout; echo to three >&3; } | sed 's/^/pipe: /'; } 3>&1
ls /none/such 2>/dev/null || echo "ls failed"
cat /proc/self/fd/0 <<END
by /proc
END
echo dev | cat /dev/fd/0
echo dash | cat -
sh -c 'echo "$0 $1"' name argument
printf 'x\ny\n' | (read a; cat; echo "first $a")
printf 'x\ny\nz\n' | { head -n 1 >/dev/null; cat >/dev/null; echo drained; }
set -C; echo kept >n; (echo lost >n) 2>/dev/null; cat n; set +C
umask 077; : >o; ls -l o | cut -c1-10
