-- Patterns and replacements in a text; arg[1] rounds of it.
local rounds, found = tonumber(arg[1]), 0
local line = "GET /index/page-%d.html?user=%x&lang=en HTTP/1.1 \"Mozilla/5.0 (X11; Linux x86_64)\" 200 %d"
for round = 1, rounds do
	for i = 1, 200 do
		local text = line:format(i, i * 4099, i * 37)
		local page, user = text:match("/(page%-%d+)%.html%?user=(%x+)")
		text = text:gsub("%d+", function(d) return "<" .. d .. ">" end):upper()
		found = found + #page + #user + #text + (text:find("LINUX", 1, true) or 0)
	end
end
print(rounds, found)
