-- Sorting, moving, hashing and growing tables; metatables; integer and float keys.
local x = 7
local function random(n)
	x = x * 16807 % 2147483647
	return x % n
end
local t = {}
for i = 1, 50000 do t[i] = random(1000000) end
table.sort(t)
for i = 2, #t do assert(t[i - 1] <= t[i]) end
table.sort(t, function(a, b) return a > b end)
print(t[1], t[25000], t[50000])
print(pcall(table.sort, { 3, 1, "x" }))
print(pcall(table.sort, { 1, 2, 3, 4, 5 }, function() return true end))

local words = {}
for i = 1, 30000 do words["w" .. random(20000)] = (words["w" .. random(20000)] or 0) + 1 end
local keys = {}
for k in pairs(words) do keys[#keys + 1] = k end
table.sort(keys)
print(#keys, keys[1], keys[#keys])
for _, k in ipairs(keys) do words[k] = nil end
assert(next(words) == nil)

local m = {}
m[1], m[1.0], m[2 ^ 53], m[-0.0], m["1"] = "int", "float", "big", "zero", "string"
print(m[1], m[2 ^ 53 | 0], m[0], m["1"])
print(pcall(function() m[0 / 0] = 1 end))
print(pcall(function() m[nil] = 1 end))
print(table.concat({ 1, 2.5, "x" }, "-"), table.concat({}, "-"), table.concat({ 1, 2, 3 }, ",", 2, 3))
print(table.unpack(table.move({ 1, 2, 3 }, 1, 3, 3, { "a", "b" })))
print(select("#", table.unpack({}, 1, 200)), pcall(table.unpack, {}, 1, 1e7))
local p = table.pack(nil, 2, nil)
print(p.n, #table.pack())
print(table.remove({}), table.remove({ 1, 2, 3 }, 1), pcall(table.insert, { 1 }, 5, 2))

local log = {}
local proxy = setmetatable({}, {
	__index = function(_, k) log[#log + 1] = "get " .. k return k .. "!" end,
	__newindex = function(_, k) log[#log + 1] = "set " .. k end,
	__call = function(_, ...) return select("#", ...) end,
	__len = function() return 99 end,
	__concat = function() return "concat" end,
	__eq = function() return true end,
	__lt = function() return true end,
	__unm = function() return "minus" end,
	__idiv = function() return "floor" end,
	__band = function() return "and" end,
	__tostring = function() return "proxy" end,
	__name = "Proxy",
	__pairs = function() return next, { only = 1 } end,
	__close = function() log[#log + 1] = "closed" end,
})
proxy.a = proxy.b
do local scoped <close> = proxy end
print(proxy(1, nil, nil), #proxy, proxy .. 1, proxy < 1, -proxy, proxy // 1, proxy & 1, tostring(proxy))
for k, v in pairs(proxy) do print(k, v) end
print(table.concat(log, ", "))
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, 1e308 * 10, math.maxinteger + 1 == math.mininteger, pcall(function() return 1 // 0 end))
print(3 | 4.0, pcall(function() return 1 | 1.5 end), 1 << 63, 1 << 64, -1 >> 1, ~0)
print(math.tointeger(3.0), math.ult(1, -1), math.fmod(-7, 3), math.floor(-3.5), math.ceil(-3.5), math.abs(math.mininteger))
math.randomseed(1, 2)
print(math.random(1000), math.random(1000), math.random(0) ~= math.random(0))
