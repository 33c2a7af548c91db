#!/bin/sh
# usage: lua.sh APPS SIDE
# Runs the Lua scripts of lua/, a C module among them; each asserts what it can
# and prints the rest, which has to be the same on both sides.
. "$(dirname "$0")/lib.sh"
cd "$scratch" || die "cannot enter $scratch"
ln -s "$bin/lua" lua # its name is in its messages
export TZ='CET-1CEST,M3.5.0,M10.5.0/3'

check "C module builds" "$apps/$side/cc" -shared -fPIC -O2 -I"$apps/stock/lua/src" -o cmodule.so "$here/lua/cmodule.c"
export LUA_CPATH="$scratch/?.so" LUA_PATH="$here/lua/?.lua"
for script in "$here"/lua/*.lua; do
	check "$(basename "$script")" ./lua "$script" one "two words" ''
done
# A chunk from standard input, an error's status and message, and a stack overflow in C.
check "chunk from standard input" sh -c 'echo "print(#arg, ...)" | ./lua - a b'
check "error ends it with 1" sh -c './lua -e "error({code = 3})"; [ $? = 1 ]'
check "os.exit keeps its status" sh -c './lua -e "os.exit(37, true)"; [ $? = 37 ]'
