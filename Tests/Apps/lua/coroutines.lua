-- Coroutines by the thousand, yields across pcall and metamethods, closing, and deep recursion.
local function tree(n)
	if n > 0 then
		tree(n - 1)
		coroutine.yield(n)
		tree(n - 1)
	end
end
local n, sum = 0, 0
for i in coroutine.wrap(function() tree(14) end) do n, sum = n + 1, sum + i end
print(n, sum)

local ring = {}
for i = 1, 5000 do
	ring[i] = coroutine.create(function(token)
		while true do token = coroutine.yield(token + 1) end
	end)
end
local token = 0
for round = 1, 10 do
	for i = 1, #ring do token = select(2, assert(coroutine.resume(ring[i], token))) end
end
print(token)

-- A sieve of filters, each a coroutine that resumes the one before.
local function numbers() return coroutine.wrap(function() for i = 2, math.huge do coroutine.yield(i) end end) end
local function without(p, source)
	return coroutine.wrap(function() while true do local i = source() if i % p ~= 0 then coroutine.yield(i) end end end)
end
local source, primes = numbers(), {}
for i = 1, 100 do
	local p = source()
	primes[i] = p
	source = without(p, source)
end
print(primes[10], primes[50], primes[100])

local co = coroutine.create(function(...)
	local ok, message = pcall(function()
		coroutine.yield "inside pcall"
		error "after yield"
	end)
	coroutine.yield(ok, message)
	local t = setmetatable({}, { __add = function(_, b) return coroutine.yield(b) end })
	coroutine.yield(t + 5)
	for _ in function() return coroutine.yield "iterator" end do end
	table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield() end)
end)
for i = 1, 8 do print(coroutine.status(co), coroutine.resume(co, i % 2 == 0 and i or nil)) end
print(coroutine.resume(co))
print(type(coroutine.running()), coroutine.isyieldable() == false)

local closed = {}
co = coroutine.create(function()
	local a <close> = setmetatable({}, { __close = function(_, e) closed[#closed + 1] = "a " .. tostring(e) end })
	local b <close> = setmetatable({}, { __close = function(_, e) closed[#closed + 1] = "b " .. tostring(e) error("in close", 0) end })
	coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co))
print(table.concat(closed, ", "), coroutine.status(co))

local function deep(i) return i == 0 and 0 or 1 + deep(i - 1) end
print(deep(100000))
print((select(2, pcall(function() local function f() return 1 + f() end return f() end)):gsub(":.*", ": overflow")))
local nested = 0
local function inner() nested = nested + 1 return coroutine.wrap(inner)() end
print(tostring(select(2, pcall(inner))):match "C stack overflow", nested > 100)
local message = select(2, pcall(string.gsub, ("x"):rep(10), ".", function() error({}) end))
print(type(message))
