# From the lines of ./run, one a measurement, a table, JSON and a chart. Median and, for requests
# a second, the spread: half of the distance between the quartiles in per cent of the median.

function sorted(list, n, i, j, t, a) {
	n = split(list, a, " ")
	for (i = 2; i <= n; i++) {
		t = a[i] + 0
		for (j = i - 1; j > 0 && a[j] + 0 > t; j--) a[j + 1] = a[j]
		a[j + 1] = t
	}
	for (i = 1; i <= n; i++) order[i] = a[i]
	return n
}

function quantile(list, share, n, at) {
	n = sorted(list)
	if (!n) return 0
	at = 1 + share * (n - 1)
	return order[int(at)] + (at - int(at)) * (order[int(at) + (at > int(at))] - order[int(at)])
}

function median(list) { return quantile(list, 0.5) }

function spread(list, m) {
	m = median(list)
	return m ? 50 * (quantile(list, 0.75) - quantile(list, 0.25)) / m : 0
}

function key_of(row, side) {
	if (!((row, side) in seen)) {
		seen[row, side] = 1
		if (!(row in sides)) rows[++row_count] = row
		sides[row] = sides[row] (sides[row] == "" ? "" : " ") side
	}
	return row SUBSEP side
}

$1 == "calls" {
	if ($5 > 0) calls[$2, $3] = $4 / $5
	next
}

{
	k = key_of($1, $2)
	rate[k] = rate[k] " " $3 / $4
	errors[k] += $5
	p50[k] = p50[k] " " $6
	p99[k] = p99[k] " " $7
	p999[k] = p999[k] " " $8
	if ($9) cpu[k] = cpu[k] " " $10 / tick * 1e6 / $9
}

function calls_of(k) { return k in calls ? sprintf("%.2f", calls[k]) : "-" }

function print_table(i, j, n, a, k, base) {
	printf "%-18s %-6s %10s %7s %8s %9s %9s %9s %8s %10s %6s\n", "row", "side", "requests/s", "spread", "of musl", "p50 us",
		"p99 us", "p99.9 us", "CPU us", "calls/req", "errors"
	for (i = 1; i <= row_count; i++) {
		n = split(sides[rows[i]], a, " ")
		base = median(rate[rows[i], "musl"])
		for (j = 1; j <= n; j++) {
			k = rows[i] SUBSEP a[j]
			printf "%-18s %-6s %10.0f %6.1f%% %8s %9.1f %9.1f %9.1f %8.2f %10s %6d\n", j == 1 ? rows[i] : "", a[j], median(rate[k]),
				spread(rate[k]), base ? sprintf("%.2f", median(rate[k]) / base) : "-", median(p50[k]), median(p99[k]), median(p999[k]),
				median(cpu[k]), calls_of(k), errors[k]
		}
	}
}

function write_json(i, j, n, a, k, first) {
	printf "{\n  \"rows\": [" >json
	for (i = 1; i <= row_count; i++) {
		n = split(sides[rows[i]], a, " ")
		for (j = 1; j <= n; j++) {
			k = rows[i] SUBSEP a[j]
			printf "%s\n    {\"row\": \"%s\", \"side\": \"%s\", \"rounds\": %d, \"requests_per_second\": %.1f, \"spread_percent\": %.2f, \"p50_us\": %.2f, \"p99_us\": %.2f, \"p999_us\": %.2f, \"cpu_us_per_request\": %.3f, \"calls_per_request\": %s, \"errors\": %d}",
				first++ ? "," : "", rows[i], a[j], sorted(rate[k]), median(rate[k]), spread(rate[k]), median(p50[k]), median(p99[k]),
				median(p999[k]), median(cpu[k]), k in calls ? sprintf("%.3f", calls[k]) : "null", errors[k] >json
		}
	}
	printf "\n  ]\n}\n" >json
}

# CPU time a request: what is least disturbed by other work on the machine.
function write_chart(i, j, n, a, k, y, most, width) {
	for (k in cpu) if (median(cpu[k]) > most) most = median(cpu[k])
	y = 40
	for (i = 1; i <= row_count; i++) y += 14 * split(sides[rows[i]], a, " ") + 12
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">\n", y >svg
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/><text x=\"10\" y=\"20\" font-size=\"14\">CPU time of the server for a request, microseconds (shorter is better)</text>" >svg
	colour["glibc"] = "#999999"; colour["musl"] = "#cc8844"; colour["apus"] = "#4477aa"; colour["more"] = "#66ccee"; colour["ring"] = "#228833"; colour["batch"] = "#228833"
	y = 44
	for (i = 1; i <= row_count; i++) {
		n = split(sides[rows[i]], a, " ")
		printf "<text x=\"10\" y=\"%d\">%s</text>\n", y, rows[i] >svg
		for (j = 1; j <= n; j++) {
			k = rows[i] SUBSEP a[j]
			width = most ? 480 * median(cpu[k]) / most : 0
			printf "<text x=\"140\" y=\"%d\">%s</text><rect x=\"180\" y=\"%d\" width=\"%.1f\" height=\"11\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.1f</text>\n",
				y, a[j], y - 9, width, colour[a[j]], 186 + width, y, median(cpu[k]) >svg
			y += 14
		}
		y += 12
	}
	print "</svg>" >svg
}

END {
	print_table()
	write_json()
	write_chart()
}
