/* qsort_r: quicksort in place, without branches on what a comparison says, since those of
 * random data are mispredicted every other time.
 * - Partitioning compares a block of elements with the pivot, notes which of them are on the
 *   wrong side, and then exchanges as many from the left as from the right.
 * - Up to FEW elements are sorted by merging pointers to them from both ends at once; the
 *   elements move once, in the end.
 * - What is in order already, or in reverse order, is found in one pass; elements equal to the
 *   pivot before are set apart, which makes few different values linear.
 * - After too many uneven partitions heapsort takes over: n log n at worst.
 * Comparisons get pointers into the array, as C demands, so nothing is compared after it was
 * copied. No loop depends on a comparison to end within the array: one that contradicts itself
 * gives some order. No memory is allocated; the stack is bound by the logarithm of n. */
#define _BSD_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int (*cmpfun)(const void *, const void *, void *);
typedef uint32_t __attribute__((may_alias, aligned(1))) word;
typedef uint64_t __attribute__((may_alias, aligned(1))) two_words;

enum { FEW = 32, BLOCK = 64, CHUNK = 256 };

struct sort {
	cmpfun cmp;
	void *arg;
	size_t width;
};

#define LESS(a, b) (s->cmp((a), (b), s->arg) < 0)
#define AT(i) (base + (i) * s->width)

static inline void exchange(const struct sort *s, char *a, char *b)
{
	size_t left = s->width;
	if (left == 8) {
		uint64_t x = *(two_words *)a;
		*(two_words *)a = *(two_words *)b;
		*(two_words *)b = x;
		return;
	}
	if (left == 4) {
		uint32_t x = *(word *)a;
		*(word *)a = *(word *)b;
		*(word *)b = x;
		return;
	}
	for (; left >= 8; left -= 8, a += 8, b += 8) {
		uint64_t x = *(two_words *)a;
		*(two_words *)a = *(two_words *)b;
		*(two_words *)b = x;
	}
	for (; left; left--, a++, b++) {
		char x = *a;
		*a = *b;
		*b = x;
	}
}

static inline char *either(char *no, char *yes, int which)
{
	return (char *)((uintptr_t)no ^ (((uintptr_t)no ^ (uintptr_t)yes) & -(uintptr_t)which));
}

/* Two sorted halves of n pointers into one, the smallest and the largest at the same time:
 * half of them each way cannot leave the halves. If the two ways do not meet, comparisons
 * contradict each other; the halves are then left as they were. */
static void merge(const struct sort *s, char **from, size_t n, char **to)
{
	size_t half = n / 2;
	char **l = from, **r = from + half, **last_l = r - 1, **last_r = from + n - 1;
	char **low = to, **high = to + n - 1;
	for (size_t i = 0; i < half; i++) {
		int right = LESS(*r, *l), left = LESS(*last_r, *last_l);
		*low++ = either(*l, *r, right);
		l += !right;
		r += right;
		*high-- = either(*last_r, *last_l, left);
		last_l -= left;
		last_r -= !left;
	}
	if (n & 1) {
		int right = l > last_l;
		*low = right ? *r : *l;
		l += !right;
		r += right;
	}
	if (l != last_l + 1 || r != last_r + 1) memcpy(to, from, n * sizeof *to);
}

static void sort_two(const struct sort *s, char **p, char **to)
{
	char *a = p[0], *b = p[1];
	int c = LESS(b, a);
	to[0] = either(a, b, c);
	to[1] = either(b, a, c);
}

static void sort_three(const struct sort *s, char **p, char **to)
{
	char *a, *b, *c = p[2], *x;
	sort_two(s, p, to);
	a = to[0];
	b = to[1];
	int below_b = LESS(c, b), below_a = below_b & LESS(c, a);
	x = either(c, b, below_b);
	to[1] = either(either(b, c, below_b), a, below_a);
	to[0] = either(a, c, below_a);
	to[2] = x;
}

/* Two pairs, then the smaller of the small and the larger of the large; two are left. */
static void sort_four(const struct sort *s, char **p, char **to)
{
	char *pairs[4];
	sort_two(s, p, pairs);
	sort_two(s, p + 2, pairs + 2);
	int low = LESS(pairs[2], pairs[0]), high = LESS(pairs[3], pairs[1]);
	char *first = either(either(pairs[1], pairs[2], high), pairs[0], low);
	char *second = either(either(pairs[2], pairs[1], low), pairs[3], high);
	to[0] = either(pairs[0], pairs[2], low);
	to[3] = either(pairs[3], pairs[1], high);
	int c = LESS(second, first);
	to[1] = either(first, second, c);
	to[2] = either(second, first, c);
}

/* Sorts n pointers into to; p is lost. */
static void sort_pointers(const struct sort *s, char **p, size_t n, char **to)
{
	size_t half = n / 2;
	if (n == 4) sort_four(s, p, to);
	else if (n == 3) sort_three(s, p, to);
	else if (n == 2) sort_two(s, p, to);
	else if (n == 1) *to = *p;
	else {
		sort_pointers(s, p, half, to);
		sort_pointers(s, p + half, n - half, to + half);
		memcpy(p, to, n * sizeof *p);
		merge(s, p, n, to);
	}
}

/* Puts the element of p[i] where i is: round each cycle, a chunk of the elements at a time. */
static void arrange(const struct sort *s, char *base, char **p, size_t n)
{
	char tmp[CHUNK];
	for (size_t i = 0; i < n; i++) {
		if (p[i] == AT(i)) continue;
		for (size_t done = 0, k; done < s->width; done += k) {
			char *to = AT(i);
			size_t at = i;
			k = s->width - done < CHUNK ? s->width - done : CHUNK;
			memcpy(tmp, to + done, k);
			while (p[at] != AT(i)) {
				memcpy(to + done, p[at] + done, k);
				to = p[at];
				at = (to - base) / s->width;
			}
			memcpy(to + done, tmp, k);
		}
		for (size_t at = i, next; p[at] != AT(at); at = next) {
			next = (p[at] - base) / s->width;
			p[at] = AT(at);
		}
	}
}

static void sort_few(const struct sort *s, char *base, size_t n)
{
	char *p[FEW], *q[FEW];
	if (n < 2) return;
	for (size_t i = 0; i < n; i++) p[i] = AT(i);
	sort_pointers(s, p, n, q);
	if (s->width == 8) {
		uint64_t elements[FEW];
		for (size_t i = 0; i < n; i++) elements[i] = *(two_words *)q[i];
		memcpy(base, elements, n * 8);
	} else if (s->width == 4) {
		uint32_t elements[FEW];
		for (size_t i = 0; i < n; i++) elements[i] = *(word *)q[i];
		memcpy(base, elements, n * 4);
	} else {
		arrange(s, base, q, n);
	}
}

static void sift(const struct sort *s, char *base, size_t at, size_t n)
{
	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && LESS(AT(child), AT(child + 1))) child++;
		if (!LESS(AT(at), AT(child))) return;
		exchange(s, AT(at), AT(child));
	}
}

static void heapsort(const struct sort *s, char *base, size_t n)
{
	for (size_t i = n / 2; i--; ) sift(s, base, i, n);
	while (--n) {
		exchange(s, base, AT(n));
		sift(s, base, 0, n);
	}
}

static char *median(const struct sort *s, char *a, char *b, char *c)
{
	if (LESS(b, a)) {
		char *t = a;
		a = b;
		b = t;
	}
	return !LESS(c, b) ? b : LESS(c, a) ? a : c;
}

/* The middle of three, or of three such, comes first. */
static void choose_pivot(const struct sort *s, char *base, size_t n)
{
	size_t step = n / 8;
	char *pivot = n < 128 ? median(s, AT(step), AT(n / 2), AT(n - 1 - step)) :
		median(s, median(s, AT(1), AT(step), AT(2 * step)), median(s, AT(3 * step), AT(n / 2), AT(5 * step)),
			median(s, AT(6 * step), AT(7 * step), AT(n - 1)));
	exchange(s, base, pivot);
}

/* Those of up to BLOCK elements from p on, backwards if step is negative, that are on the wrong
 * side: with elements below the pivot on the left, or with those not above it (upto). */
static inline unsigned find_wrong(const struct sort *s, char *pivot, char *p, ptrdiff_t step, size_t n, int right, int upto, unsigned char *wrong)
{
	unsigned found = 0;
	for (unsigned i = 0; i < n; i++, p += step) {
		wrong[found] = i;
		found += (upto ? !LESS(pivot, p) : LESS(p, pivot)) ^ !right;
	}
	return found;
}

/* Elements below the pivot, or not above it, before the others. The pivot is the first, and
 * ends up between them. Its new index; *moved is how many were exchanged. */
static inline size_t partition(const struct sort *s, char *base, size_t n, int upto, size_t *moved)
{
	unsigned char lefts[BLOCK], rights[BLOCK];
	unsigned left_count = 0, right_count = 0, left_at = 0, right_at = 0, left_size = 0, right_size = 0;
	char *l = AT(1), *r = AT(n);    /* what is before l, and from r on, is where it belongs */
	size_t unknown = n - 1, width = s->width;
	*moved = 0;
	while (unknown) {
		if (!left_count) {
			l += left_size * width;
			left_size = unknown < BLOCK ? unknown : BLOCK;
			if (!right_count && unknown < 2 * BLOCK) left_size = (unknown + 1) / 2;
			left_at = 0;
			left_count = find_wrong(s, base, l, width, left_size, 0, upto, lefts);
			unknown -= left_size;
		}
		if (!right_count) {
			r -= right_size * width;
			right_size = unknown < BLOCK ? unknown : BLOCK;
			right_at = 0;
			right_count = find_wrong(s, base, r - width, -(ptrdiff_t)width, right_size, 1, upto, rights);
			unknown -= right_size;
		}
		unsigned both = left_count < right_count ? left_count : right_count;
		for (unsigned i = 0; i < both; i++)
			exchange(s, l + lefts[left_at + i] * width, r - (rights[right_at + i] + 1) * width);
		*moved += both;
		left_at += both;
		left_count -= both;
		right_at += both;
		right_count -= both;
	}
	/* One side has none left that are wrong; the other's go to the border, the farthest first. */
	char *border = l + left_size * width;
	if (left_count) {
		*moved += left_count;
		while (left_count--) {
			border -= width;
			exchange(s, border, l + lefts[left_at + left_count] * width);
		}
	} else if (right_count) {
		*moved += right_count;
		border = r - right_size * width;
		while (right_count--) {
			exchange(s, border, r - (rights[right_at + right_count] + 1) * width);
			border += width;
		}
	}
	exchange(s, base, border - width);
	return (border - base) / width - 1;
}

static size_t partition_below(const struct sort *s, char *base, size_t n, size_t *moved)
{
	return partition(s, base, n, 0, moved);
}

static size_t partition_upto(const struct sort *s, char *base, size_t n)
{
	size_t moved;
	return partition(s, base, n, 1, &moved);
}

/* Whether they were in order, or in the reverse of it with none equal, and are in order now. */
static int in_order(const struct sort *s, char *base, size_t n)
{
	size_t i = 1;
	if (n < 2) return 1;
	if (LESS(AT(1), base)) {
		while (i < n && LESS(AT(i), AT(i - 1))) i++;
		if (i < n) return 0;
		for (char *a = base, *b = AT(n - 1); a < b; a += s->width, b -= s->width) exchange(s, a, b);
		return 1;
	}
	while (i < n && !LESS(AT(i), AT(i - 1))) i++;
	return i == n;
}

/* Other elements to where pivots will be looked for: patterns that made one partition uneven do not
 * make the next one so. */
static void stir(const struct sort *s, char *base, size_t n)
{
	if (n <= FEW) return;
	for (size_t i = 1; i < 4; i++) {
		exchange(s, AT(i * (n / 4)), AT(i));
		exchange(s, AT(n - i), AT(n - i * (n / 4)));
	}
}

/* before: whether there is an element before the first, and none is below that. */
static void sort_many(const struct sort *s, char *base, size_t n, int before, int uneven)
{
	while (n > FEW) {
		size_t moved, left, right;
		if (!uneven) {
			heapsort(s, base, n);
			return;
		}
		choose_pivot(s, base, n);
		if (before && !LESS(base - s->width, base)) {
			left = partition_upto(s, base, n) + 1;
			uneven -= left < n / 8;
			base = AT(left);
			n -= left;
			continue;
		}
		left = partition_below(s, base, n, &moved);
		right = n - left - 1;
		if (left < n / 8 || right < n / 8) {
			uneven--;
			stir(s, base, left);
			stir(s, AT(left + 1), right);
		} else if (!moved && in_order(s, base, left + !!left) && in_order(s, AT(left), right + 1)) {
			return;
		}
		/* The larger part in this loop. */
		if (left < right) {
			sort_many(s, base, left, before, uneven);
			base = AT(left + 1);
			n = right;
			before = 1;
		} else {
			sort_many(s, AT(left + 1), right, 1, uneven);
			n = left;
		}
	}
	sort_few(s, base, n);
}

void __qsort_r(void *base, size_t n, size_t width, cmpfun cmp, void *arg)
{
	const struct sort s = { cmp, arg, width };
	if (n < 2 || !width) return;
	if (n > FEW && in_order(&s, base, n)) return;
	int uneven = 0;
	for (size_t i = n; i; i >>= 1) uneven++;
	sort_many(&s, base, n, 0, uneven);
}

weak_alias(__qsort_r, qsort_r);
