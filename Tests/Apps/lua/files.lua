-- io: buffering modes, seeking, formats of read, lines, popen, temporary files, and errors.
local name = os.tmpname()
print(name:match "^/tmp/lua_" ~= nil)
local f <close> = assert(io.open(name, "w+"))
for i = 1, 10000 do f:write(i, " ", i / 8, "\n") end
print(f:seek "cur", f:seek("set", 100), f:read "l", f:seek("end"))
f:seek "set"
local ints, floats = 0, 0
while true do
	local a, b = f:read("n", "n")
	if not a then break end
	ints, floats = ints + a, floats + b
end
print(ints, floats)
f:seek "set"
local lines = 0
for line in f:lines() do lines = lines + 1 end
print(lines, f:read(0), f:read "a", f:read "l", f:read(5))
f:seek("set", 5)
f:write("OVER")
f:flush()
f:seek("set", 0)
print(f:read("L", 3, "l"))

for _, mode in ipairs { "no", "line", "full" } do
	local g = assert(io.open(name, "w"))
	print(mode, g:setvbuf(mode, 100))
	for i = 1, 200 do g:write(("%d,"):format(i)) end
	local size = assert(io.open(name)):seek "end"
	g:close()
	print(size == 692 or mode ~= "no", assert(io.open(name)):seek "end")
end
local a = assert(io.open(name, "a"))
a:write "tail"
a:close()
local r = assert(io.open(name))
r:seek("end", -6)
print(r:read "a")
print(r:write "x")
r:close()
print(pcall(r.read, r))
print(io.type(r), io.type(io.stdout), io.type(42), tostring(r))

local binary = {}
for i = 0, 255 do binary[i + 1] = string.char(i) end
binary = table.concat(binary):rep(1000)
local b = assert(io.open(name, "wb"))
b:write(binary)
b:close()
b = assert(io.open(name, "rb"))
assert(b:read "a" == binary)
b:close()
print(io.open "/nowhere/file")
print((select(2, io.open(name .. "/x")):gsub(name, "NAME", 1)))
print(io.open("/", "w"))
print(pcall(io.open, name, "rz"))
print(pcall(io.lines, "/nowhere/file"))

local p = assert(io.popen("echo out; echo to stderr >&2; exit 3", "r"))
print(p:read "a", p:close())
p = assert(io.popen("sort -n | tail -n 2", "w"))
for i = 1, 1000 do p:write((i * 7919) % 1009, "\n") end
io.stdout:flush()
print(p:close())
p = assert(io.popen "kill -9 $$")
print(p:close())
for i = 1, 50 do assert(assert(io.popen("echo " .. i)):read "n" == i) end
collectgarbage()
local t = io.tmpfile()
t:write "temporary"
t:seek "set"
print(t:read "a")
io.output(name)
io.write("through io.output\n", 1, " ", 2.5, "\n")
io.close()
io.output(io.stdout)
io.input(name)
print(io.read("L", "n", "n"))
io.input(io.stdin)
print(os.remove(name), select(2, os.remove(name)) ~= nil)
local handles = {}
for i = 1, 200 do handles[i] = assert(io.open "/dev/null") end
print(#handles, io.read "a")
