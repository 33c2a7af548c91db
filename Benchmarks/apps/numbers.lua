-- Numbers to text and back; arg[1] rounds of it.
local rounds, sum, length = tonumber(arg[1]), 0, 0
for round = 1, rounds do
	for i = 1, 1000 do
		local x = (i * 7919 + round) % 10007 / 7
		local text = tostring(x) .. string.format(" %.3f %d %5.1e", x, i, x * 1e20)
		length = length + #text
		sum = sum + tonumber(text:match("^%S+"))
	end
end
print(rounds, string.format("%.9g", sum), length)
