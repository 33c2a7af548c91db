# Arithmetic, strings, functions and a case, without another process.
i=0 sum=0 text=
add() { sum=$(((sum + $1 * 7) % 1000003)); }
while [ "$i" -lt "$1" ]; do
	i=$((i + 1))
	add "$i"
	case $i in
	*7) text=${text#?????}$sum ;;
	*) text=${text%x}x ;;
	esac
	[ "${#text}" -lt 100 ] || text=
done
echo "$i $sum $text"
