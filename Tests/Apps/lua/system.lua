-- os: dates and their arithmetic, environment, rename and remove, execute with its statuses, locale.
print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%c", 86400 * 365), os.date("!%x %X %p %A %B %j", 1e9))
for _, time in ipairs { 0, 951782400, 1709208000, 4102444800, -1, 253402300799 } do
	local d = os.date("!*t", time)
	print(time, d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
end
local base = { year = 2024, month = 1, day = 31, hour = 12 }
local t = os.time(base)
for _, change in ipairs { { "month", 2 }, { "day", 400 }, { "hour", -1 }, { "sec", 86399 }, { "min", -100000 } } do
	local d = os.date("*t", t)
	d[change[1]] = d[change[1]] + change[2]
	print(change[1], change[2], os.date("%Y-%m-%d %H:%M:%S", os.time(d)))
end
print(pcall(os.time, { year = 2024 }))
print(pcall(os.date, "%Ez"))
print(pcall(os.date, "*t", 1 << 60))
print(os.difftime(t + 10, t), math.type(os.time()), os.time() > 1600000000)
local c = os.clock()
for i = 1, 100000 do local _ = i ^ 2 end
assert(os.clock() >= c)

print(os.getenv "PATH" ~= nil, os.getenv "NO_SUCH_VARIABLE")
print(os.execute())
print(os.execute "true")
print(os.execute "exit 5")
print(os.execute "kill -15 $$")
print(os.execute "/nowhere/command 2>/dev/null")
io.stdout:flush()
os.execute "echo from a child"
local name = os.tmpname()
local f = assert(io.open(name, "w"))
f:write "x"
f:close()
print(os.rename(name, name .. ".moved"), io.open(name) == nil, os.remove(name .. ".moved"))
print((select(2, os.rename("/nowhere/a", "/nowhere/b"))))
print((select(2, os.remove "/nowhere/a")))
os.execute("mkdir -p deep/er")
print(os.remove "deep", os.remove "deep/er", os.remove "deep")
print(os.setlocale(), os.setlocale("C", "all"), os.setlocale(nil, "numeric"))
print(#arg, arg[1], arg[2], arg[3] == "", ...)
