-- dlopen'd code: user data and their finalisers, callbacks, errors that jump over C, threads.
package.path = "" -- or this very file would be found
local c = require "cmodule"
local v = c.vector(1000)
assert(v() == 499500)
print(pcall(c.vector, 0))
print(pcall(c.vector, "many"))
for i = 1, 2000 do c.vector(100) end
v = nil
collectgarbage()
collectgarbage()
print("collected", debug.getregistry()["vector.collected"])
local a, b = c.counter(), c.counter()
a() a()
print(a(), b())
local numbers, x = {}, 42
for i = 1, 5000 do
	x = x * 16807 % 2147483647
	numbers[i] = x % 100000
end
local up = c.sorted(numbers, function(p, q) return p - q end)
for i = 2, #up do assert(up[i - 1] <= up[i]) end
print(#up, up[1], up[2500], up[5000])
local left = 100
print(pcall(c.sorted, numbers, function(p, q)
	left = left - 1
	if left == 0 then error("enough", 0) end
	return p - q
end))
print(select(2, pcall(c.sorted, { 2, 1 }, function() error { tag = "table" } end)).tag)
for round = 1, 20 do
	assert(c.threads "local t = {} for i = 1, 2000 do t[i] = tostring(i) end return #table.concat(t)" == 8 * 6893)
end
print(c.threads "return select('#', pcall(error))")
print(package.loadlib("./missing.so", "*") == nil, (select(3, package.loadlib("./missing.so", "*"))))
print(package.loadlib("./cmodule.so", "luaopen_nothing") == nil, (select(3, package.loadlib("./cmodule.so", "luaopen_nothing"))))
