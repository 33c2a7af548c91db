#ifndef RE_H
#define RE_H

#include <stddef.h>
#include <features.h>

/* The bits of a syntax, as programs set them. */
enum {
	RE_BACKSLASH_ESCAPE_IN_LISTS = 1, RE_BK_PLUS_QM = 2, RE_CHAR_CLASSES = 4, RE_CONTEXT_INDEP_ANCHORS = 8,
	RE_CONTEXT_INDEP_OPS = 0x10, RE_CONTEXT_INVALID_OPS = 0x20, RE_DOT_NEWLINE = 0x40, RE_DOT_NOT_NULL = 0x80,
	RE_HAT_LISTS_NOT_NEWLINE = 0x100, RE_INTERVALS = 0x200, RE_LIMITED_OPS = 0x400, RE_NEWLINE_ALT = 0x800,
	RE_NO_BK_BRACES = 0x1000, RE_NO_BK_PARENS = 0x2000, RE_NO_BK_REFS = 0x4000, RE_NO_BK_VBAR = 0x8000,
	RE_UNMATCHED_RIGHT_PAREN_ORD = 0x20000, RE_NO_GNU_OPS = 0x80000, RE_INVALID_INTERVAL_ORD = 0x200000,
	RE_ICASE = 0x400000, RE_NO_SUB = 0x2000000,
};

enum { RE_GROUPS = 64 };

/* A pattern in the words of regcomp(3). */
struct re_translated {
	char *text;
	int is_extended;
	/* Group I of the pattern is group[I] of the text, which may have more. */
	int groups, group[RE_GROUPS];
};

/* BY_LINES: ^ and $ are also at newlines, which regcomp then keeps from . and [^a].
 * An error of regcomp's, 0 for none. */
hidden int glibc_re_translate(struct re_translated *out, const char *pattern, size_t length, unsigned long syntax, int by_lines);

#endif
