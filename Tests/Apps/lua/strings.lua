-- Formatting and scanning numbers, patterns, pack and unpack, utf8: much of stdio, ctype and strtod.
for _, f in ipairs { "%d", "%5d|", "%-5d|", "%05d", "%+d", "%x", "%X", "%#x", "%o", "%c" } do print(f, f:format(77)) end
local floats = { 0.1, 1 / 3, 1e100, 123456789.125, -0.0, 5e-324, 1.7976931348623157e308, 2 ^ 53, math.pi, 1 / 0, -1 / 0 }
for _, f in ipairs { "%g", "%.3f", "%e", "%.14g", "%.17g", "%a", "%20.5f|", "%-20.5e|", "%+.0f", "%G" } do
	for _, x in ipairs(floats) do io.write(f:format(x), " ") end
	print()
end
for _, s in ipairs { "0x1p4", "1e1", " 12 ", "0x", "1e", "inf", "nan", "0x.8p1", "1e400", "9223372036854775807", "9223372036854775808", "-0x8000000000000000", "1_000" } do
	print(s, tonumber(s), math.type(tonumber(s)))
end
for base = 2, 36, 17 do print(base, tonumber("1010", base), tonumber("zz", base)) end
for i = 1, 20000 do
	local x = math.sin(i) * 10 ^ (i % 600 - 300)
	assert(tonumber(("%.17g"):format(x)) == x)
	assert(tonumber(("%a"):format(x)) == x)
end
print(("%q"):format('a "quoted"\n\0\r\\line'), ("%q"):format(1 / 3), ("%q"):format(math.mininteger))
print(pcall(string.format, "%d", 1.5))
print(pcall(string.format, "%y", 1))
print(("%s|%10.3s|%-10s|"):format(true, "abcdef", "left"))

print(("key = value, other=thing"):gsub("(%w+)%s*=%s*(%w+)", "%2<-%1"))
print(("THE (quick) fox"):find("%((%a+)%)"))
print(("a,b,,c"):gsub(",", { [","] = ";" }, 2))
for k, v in ("x=1, y=2, z=3"):gmatch("(%w)=(%w)") do io.write(k, v, " ") end
print(("f(a(b)c)d"):match("%b()"), ("THE END"):lower(), ("  trim  "):match("^%s*(.-)%s*$") .. "|")
print(("hello world"):gsub("%f[%w]%w", string.upper))
print(pcall(string.rep, "x", 1 << 40))
print(pcall(string.find, "a", "[a"))
local classes = {}
for _, class in ipairs { "%a", "%c", "%d", "%g", "%l", "%p", "%s", "%u", "%w", "%x" } do
	local n = 0
	for byte = 0, 255 do if string.char(byte):find(class) then n = n + 1 end end
	classes[#classes + 1] = class .. n
end
print(table.concat(classes, " "))
print(#("ab"):rep(100000, ","), ("abc"):reverse(), ("abc"):byte(-1), ("x"):rep(0) == "")
print("a" < "b", "a\0b" < "a\0c", "Z" < "a", "" < "\0", "10" < "9")

local packed = string.pack(">i4 <I2 z s1 d !8 j", -2, 65535, "zero", "one", 0.5, math.maxinteger)
print(#packed, (packed:gsub(".", function(c) return ("%02x"):format(c:byte()) end)))
print(string.unpack(">i4 <I2 z s1 d !8 j", packed))
print(pcall(string.unpack, "i4", "abc"))
print(utf8.char(72, 228, 8364, 66376), utf8.len "Hä€", utf8.codepoint("Hä€", 1, -1))
print(utf8.len "\xff", utf8.offset("Hä€", 3))
local dumped = string.dump(function(x) return x * 2 end)
print(load(dumped, "dumped", "b")(21), load(dumped, "dumped", "t"))
