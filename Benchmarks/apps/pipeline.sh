# Processes, pipes, substitutions and here-documents: $1 is busybox, $2 how often.
i=0 sum=0
while [ "$i" -lt "$2" ]; do
	i=$((i + 1))
	n=$(echo "$i a b c" | "$1" tr a-c d-f | "$1" wc -c)
	read -r word <<-END
		$(echo "$i-$n")
	END
	sum=$((sum + n + ${#word}))
	(sum=0)
done
echo "$i $sum"
