-- Lines into a file and out of it again; arg[1] rounds of 400.
local rounds, name = tonumber(arg[1]), "lines.txt"
local sum, count = 0, 0
for round = 1, rounds do
	local f = assert(io.open(name, "w"))
	for i = 1, 400 do f:write(i * round, " ", i, "\n") end
	assert(f:close())
	for line in io.lines(name) do
		count, sum = count + 1, sum + tonumber(line:match("^%d+"))
	end
	assert(os.remove(name))
end
assert(count == 400 * rounds)
print(rounds, sum)
