-- The collector in both modes, finalisers, weak tables, large and many blocks: malloc, realloc and free.
collectgarbage()
local before = collectgarbage "count"
for _, mode in ipairs { "incremental", "generational" } do
	collectgarbage(mode)
	local keep = {}
	for i = 1, 200000 do
		local block = { i, tostring(i), { i } }
		if i % 100 == 0 then keep[#keep + 1] = block end
	end
	local sum = 0
	for _, block in ipairs(keep) do sum = sum + block[1] + #block[2] + block[3][1] end
	print(mode, #keep, sum)
end
collectgarbage "incremental"

local size = 1
for i = 1, 25 do
	size = size * 2
	local s = ("x"):rep(size)
	assert(#s == size and s:byte(-1) == 120)
end
local parts = {}
for i = 1, 100000 do parts[i] = i end
for round = 1, 5 do
	local joined = table.concat(parts, ",")
	assert(#joined == 588894)
end
local huge = ("x"):rep(1 << 26)
print(#(huge .. huge .. "y"))
huge = nil
parts = nil

local weak, order = setmetatable({}, { __mode = "v" }), {}
for i = 1, 5 do
	weak[i] = setmetatable({ i }, { __gc = function(o) order[#order + 1] = o[1] end })
end
collectgarbage()
collectgarbage()
print("finalised", table.concat(order, " "), next(weak))
local ephemeron = setmetatable({}, { __mode = "k" })
do
	local key = {}
	ephemeron[key] = { key }
end
collectgarbage()
print("ephemeron", next(ephemeron))
local again
setmetatable({}, { __gc = function(o) again = o end })
collectgarbage()
print("resurrected", type(again))
collectgarbage()
assert(collectgarbage "count" < before + 512, "memory stays taken")
print(collectgarbage "isrunning", collectgarbage "stop", collectgarbage "isrunning", collectgarbage "restart")
