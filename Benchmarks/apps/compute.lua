-- Tables, strings, closures and the collector; arg[1] rounds of it.
local rounds = tonumber(arg[1])
local sum, words = 0, {}
for round = 1, rounds do
	local t = {}
	for i = 1, 400 do t[i] = (i * 7919 + round) % 1009 end
	table.sort(t, function(a, b) return a > b end)
	for i = 1, 100 do
		local word = string.format("%x-%d", t[i], i)
		words[word] = (words[word] or 0) + #word
	end
	local text = table.concat(t, " ")
	for digits in text:gmatch("%d+") do sum = sum + tonumber(digits) end
end
local distinct = 0
for _, n in pairs(words) do distinct, sum = distinct + 1, sum + n end
print(rounds, sum, distinct)
