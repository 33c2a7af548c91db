-- Errors through C and Lua, tracebacks, hooks, load and require, variables to be closed, closures.
local function level3() error("deep", 2) end
local function level2() level3() end
print(pcall(level2))
print(xpcall(level2, function(m) return (debug.traceback(m, 1):gsub("[^\n]*/", "")) end))
print(pcall(error), pcall(error, nil), pcall(error, 42, 0), select("#", pcall(error, nil)))
print(xpcall(error, function(e) error "again" end, 1))
print(select(2, pcall(function() local t = nil; return t.field.deeper end)))
print(select(2, pcall(function() return #5 end)), select(2, pcall(function() return {} < {} end)))
print(select(2, pcall(function() undefined() end)), select(2, pcall(function() return "a" + 1 end)))
print(select(2, pcall(string.rep)), select(2, pcall(setmetatable, 1, 2)))
print(pcall(assert, false), pcall(assert, nil, "message"), pcall(assert, 1, 2, 3))
for i = 1, 100000 do assert(not pcall(error, i)) end

local order = {}
local function guard(name, fails)
	return setmetatable({}, { __close = function(_, e)
		order[#order + 1] = name .. (e and "!" or "")
		if fails then error(name, 0) end
	end })
end
print(pcall(function()
	local a <close> = guard "a"
	local b <close> = guard("b", true)
	local c <const> = 5
	for i = 1, 2 do local d <close> = guard("d" .. i) end
	error "body"
end))
print(table.concat(order, " "))

print(load "return 1 +", load("x = = 1", "=chunk"))
print(type(load(function() return nil end)), pcall(load, nil))
local pieces, i = { "return ", "6 ", "* 7" }, 0
print(load(function() i = i + 1 return pieces[i] end)())
local env = { print = print }
load("y = 10", "env", "t", env)()
print(env.y, y)
print((select(2, pcall(require, "no.such.module")):match "^[^\n]*"))
package.preload.virtual = function(name, where) return { name, where } end
print(require "virtual"[1], select(2, require "virtual"))

local functions = {}
for k = 1, 3 do
	local shared = k * 10
	functions[k] = { get = function() return shared + k end, set = function(v) shared = v end }
end
functions[2].set(500)
print(functions[1].get(), functions[2].get(), functions[3].get())
print(debug.upvalueid(functions[1].get, 1) ~= debug.upvalueid(functions[2].get, 1))
debug.upvaluejoin(functions[1].get, 1, functions[2].get, 1)
print(functions[1].get(), (debug.getupvalue(functions[1].get, 1)), debug.setupvalue(functions[1].get, 1, 7), functions[2].get())
local function variadic(...)
	local a, b = ...
	return select("#", ...), a, b, select(2, ...)
end
print(variadic(1, nil, nil), (variadic()))
local function fold(f, x, ...) if select("#", ...) == 0 then return x end return fold(f, f(x, (...)), select(2, ...)) end
print(fold(function(p, q) return p * q end, 1, 2, 3, 4, 5, 6, 7))
local function loop(k) if k > 0 then return loop(k - 1) end return "tail" end
print(loop(1000000))

local counted = 0
debug.sethook(function() counted = counted + 1 end, "", 1000)
for k = 1, 100000 do local _ = k end
debug.sethook()
print(counted > 50, debug.gethook())
local info = debug.getinfo(variadic, "Su")
print(info.what, info.nparams, info.isvararg, info.nups, debug.getinfo(print).what)
goto done
print "skipped"
::done::
warn("@on")
warn("a warning in ", "two parts")
