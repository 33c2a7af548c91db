-- Dates, and sorting by them; arg[1] rounds of it.
local rounds, sum = tonumber(arg[1]), 0
for round = 1, rounds do
	local days = {}
	for i = 1, 300 do days[i] = os.date("!%Y-%m-%d %H:%M:%S", (i * 7919 * 86400 + round * 3600) % 1700000000) end
	table.sort(days)
	for i = 1, 300, 10 do
		local y, m, d = days[i]:match("(%d+)-(%d+)-(%d+)")
		sum = (sum + os.time { year = y, month = m, day = d, hour = 12 }) % 1000000007
	end
end
print(rounds, sum)
