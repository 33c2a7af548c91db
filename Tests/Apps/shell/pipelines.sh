# Pipelines, substitutions, here-documents, subshells, groups, loops that read.
seq 1 1000 | grep 7 | wc -l
seq 1 200000 | sort -n -r | head -n 3
yes | head -n 5 | tr y n
echo one two three | { read a b c; echo "$c $b $a"; }
echo "status: $(exit 3; echo no) $?"
false | true; echo "last of the pipeline: $?"
true | false; echo "last of the pipeline: $?"
set -o pipefail; false | true; echo "pipefail: $?"; set +o pipefail
! true | false; echo "not: $?"
echo "nested: $(echo $(echo $(echo deep)))"
x=$(seq 1 20000); echo "${#x} characters"
echo "backquotes: `echo \`echo inner\``"
cat <<END
here $((6 * 7)) $(echo substituted)
END
cat <<'END'
here $((6 * 7)) $(as it is)
END
cat <<-END
	tabs go
	END
{ cat <<ONE; cat <<TWO; } | sort
b from one
ONE
a from two
TWO
# A here-document larger than a pipe.
big=$(seq 1 30000)
wc -c <<END
$big
END
wc -l <<END | tr -d ' '
$big
END
n=0; seq 1 500 | while read i; do n=$((n + i)); done; echo "in a subshell: $n"
n=0; while read i; do n=$((n + i)); done <<END
$(seq 1 500)
END
echo "in this shell: $n"
(x=inner; echo "$x"; exit 5); echo "subshell: $? ${#x}"
{ echo out; echo err >&2; } 2>&1 >/dev/null
{ echo out; echo err >&2; } 2>/dev/null
exec 5>file; echo through five >&5; exec 5>&-; cat file
exec 6<file; read l <&6; exec 6<&-; echo "six: $l"
echo append >>file; wc -l <file
for i in 1 2 3; do echo $i; done | while read i; do (echo "$i" | sed 's/$/./'); done
i=0; while [ $i -lt 200 ]; do i=$(echo $((i + 1))); done; echo "counted to $i by substitutions"
i=0; while [ $i -lt 100 ]; do echo $i | cat | cat; i=$((i + 1)); done | tail -n 1
seq 1 100000 | tee copy | wc -l; wc -l <copy
mkfifo ff; (seq 1 1000 >ff &) ; wc -l <ff
(seq 1 1000000; echo "not reached: $?" >&2) | head -n 1
f() { local v=$1; [ "$v" = 0 ] || { f $((v - 1)) | sed "s/^/$v/"; return; }; echo; }; f 9
printf 'a\0b\0c' | xargs -0 -n 1 echo item
find . -name file -exec sh -c 'echo found "$1"' sh {} \;
seq 1 10 | xargs -n 3 -P 3 sh -c 'exit 0' ; echo "xargs: $?"
dd if=/dev/zero bs=4096 count=100 2>/dev/null | tr '\0' x | wc -c
