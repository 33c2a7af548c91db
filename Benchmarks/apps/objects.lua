-- Trees of small tables, made and dropped; arg[1] rounds of it.
local rounds, nodes = tonumber(arg[1]), 0
local function tree(depth)
	if depth == 0 then return { 1 } end
	return { tree(depth - 1), tree(depth - 1), "leaf" .. depth }
end
local function count(t)
	return type(t[2]) == "table" and 1 + count(t[1]) + count(t[2]) or 1
end
for round = 1, rounds do nodes = nodes + count(tree(10)) end
print(rounds, nodes)
