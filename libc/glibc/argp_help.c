/* argp: the list of options and the usage, as such programs show them. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "data.h"
#include "argp.h"

enum { SHORT_COLUMN = 2, LONG_COLUMN = 6, DOC_COLUMN = 29, HEADER_COLUMN = 1, USAGE_INDENT = 12, WIDTH = 79 };

extern const char **glibc_at_argp_program_bug_address;

/* An option with its other names, which follow it in the array. */
struct entry {
	const struct argp *argp;
	const struct argp_option *option;
	int count, group, order;
};

struct page {
	const struct argp_state *state;
	FILE *f;
	int column, is_separating, has_short_form;
	struct entry *entries;
	int n;
};

static int is_end(const struct argp_option *o) { return !o->key && !o->name && !o->doc && !o->group; }
static int is_short(const struct argp_option *o) { return !(o->flags & OPTION_DOC) && o->key > ' ' && o->key < 127; }
static int is_seen(const struct argp_option *o) { return !(o->flags & OPTION_HIDDEN); }

static void put(struct page *p, const char *s)
{
	for (; *s; s++) {
		putc(*s, p->f);
		p->column = *s == '\n' ? 0 : p->column+1;
	}
}

static void indent(struct page *p, int column)
{
	while (p->column < column) put(p, " ");
}

/* Text from the column on, broken at blanks. Where a line of it fills the width to the
 * last column an empty one follows, as in glibc. */
static void fill(struct page *p, const char *s, int margin)
{
	for (;;) {
		size_t l = strcspn(s, "\n"), cut;
		indent(p, margin);
		while (p->column + l > WIDTH) {
			for (cut = WIDTH - p->column; cut && s[cut] != ' '; cut--);
			if (!cut) cut = strcspn(s, " \n");
			fprintf(p->f, "%.*s", (int)cut, s);
			put(p, "\n");
			s += cut;
			l -= cut;
			while (l && *s == ' ') s++, l--;
			indent(p, margin);
		}
		fprintf(p->f, "%.*s", (int)l, s);
		p->column += l;
		if (p->column == WIDTH) {
			put(p, "\n");
			indent(p, margin ? margin-1 : 0);
		}
		s += l;
		if (!*s) return;
		put(p, "\n");
		s++;
	}
}

/* A text after the program's own filter, which may free what it made anew. */
static const char *filtered(struct page *p, const struct argp *a, int key, const char *s, char **owned)
{
	*owned = 0;
	if (!a->help_filter) return s;
	const char *t = a->help_filter(key, s, glibc_argp_input(a, p->state));
	if (t && t != s) *owned = (char *)t;
	return t;
}

/* The options, in the order in which they are shown. */

static int count(const struct argp *a)
{
	int n = 0;
	const struct argp_option *o;
	const struct argp_child *c;
	for (o=a->options; o && !is_end(o); o++) n++;
	for (c=a->children; c && c->argp; c++) n += count(c->argp);
	return n;
}

static void collect(struct page *p, const struct argp *a)
{
	const struct argp_option *o;
	const struct argp_child *c;
	int group = 0;
	for (o=a->options; o && !is_end(o); o++) {
		if (o->flags & OPTION_ALIAS && p->n) {
			p->entries[p->n-1].count++;
			continue;
		}
		group = o->group ? o->group : !o->name && !o->key ? group+1 : group;
		p->entries[p->n] = (struct entry){ a, o, 1, group, p->n };
		p->n++;
	}
	for (c=a->children; c && c->argp; c++) collect(p, c->argp);
}

static int short_of(const struct entry *e)
{
	int i;
	for (i=0; i<e->count; i++) if (is_short(e->option+i) && is_seen(e->option+i)) return e->option[i].key;
	return 0;
}

static const char *long_of(const struct entry *e)
{
	int i;
	for (i=0; i<e->count; i++) if (e->option[i].name && is_seen(e->option+i)) return e->option[i].name;
	return 0;
}

static int compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int short_a = short_of(a), short_b = short_of(b), doc_a = a->option->flags & OPTION_DOC, doc_b = b->option->flags & OPTION_DOC;
	const char *long_a = long_of(a), *long_b = long_of(b);
	/* Negative groups are last. */
	if (a->group != b->group)
		return (a->group < 0) != (b->group < 0) ? (a->group < 0 ? 1 : -1) : a->group - b->group;
	if (!short_a && !long_a || !short_b && !long_b) {
		if (!short_a && !long_a && !short_b && !long_b) return a->order - b->order;
		return !short_a && !long_a ? -1 : 1;
	}
	if (doc_a != doc_b) return doc_a - doc_b;
	if (!short_a && !short_b) {
		int c = strcasecmp(long_a, long_b);
		return c ? c : a->order - b->order;
	}
	int first_a = short_a ? short_a : *long_a, first_b = short_b ? short_b : *long_b;
	int c = tolower(first_a) - tolower(first_b);
	return c ? c : first_b != first_a ? first_b - first_a : a->order - b->order;
}

static void put_argument(struct page *p, const struct entry *e, const char *required, const char *optional)
{
	const char *arg = glibc_argp_text(e->argp, e->option->arg);
	char buf[256];
	if (!arg) return;
	snprintf(buf, sizeof buf, e->option->flags & OPTION_ARG_OPTIONAL ? optional : required, arg);
	put(p, buf);
}

static void put_entry(struct page *p, const struct entry *e, const struct entry *before)
{
	const struct argp_option *o = e->option;
	const char *doc = glibc_argp_text(e->argp, o->doc);
	char *owned = 0, one[3] = "-";
	int i, started = 0;
	if (!o->name && !o->key) {
		doc = filtered(p, e->argp, HELP_HEADER, doc, &owned);
		if (doc && *doc) {
			if (before) put(p, "\n");
			indent(p, HEADER_COLUMN);
			fill(p, doc, HEADER_COLUMN);
			put(p, "\n");
			p->is_separating = 1;
		}
		free(owned);
		return;
	}
	if (!short_of(e) && !long_of(e)) return;
	if (p->is_separating && before && before->group != e->group) put(p, "\n");
	indent(p, SHORT_COLUMN);
	for (i=0; i<e->count; i++) if (is_short(o+i) && is_seen(o+i)) {
		one[1] = o[i].key;
		if (started++) put(p, ", ");
		put(p, one);
		if (!long_of(e)) put_argument(p, e, " %s", "[%s]");
		else if (o->arg) p->has_short_form = 1;
	}
	for (i=0; i<e->count; i++) if (o[i].name && is_seen(o+i)) {
		if (started++) put(p, ", ");
		if (!(o->flags & OPTION_DOC)) {
			indent(p, LONG_COLUMN);
			put(p, "--");
			put(p, o[i].name);
			put_argument(p, e, "=%s", "[=%s]");
		} else {
			put(p, glibc_argp_text(e->argp, o[i].name));
		}
	}
	doc = filtered(p, e->argp, o->key, doc, &owned);
	if (doc && *doc) {
		if (p->column > DOC_COLUMN+3) put(p, "\n");
		else if (p->column >= DOC_COLUMN) put(p, "   ");
		fill(p, doc, DOC_COLUMN);
	}
	free(owned);
	put(p, "\n");
}

/* Usage. */

static void put_usage_word(struct page *p, const char *format, ...)
{
	char word[256];
	va_list ap;
	va_start(ap, format);
	vsnprintf(word, sizeof word, format, ap);
	va_end(ap);
	if (p->column + 1 + strlen(word) > WIDTH) {
		put(p, "\n");
		indent(p, USAGE_INDENT);
	} else {
		put(p, " ");
	}
	put(p, word);
}

static void put_usage_options(struct page *p)
{
	char flags[130] = "[-", *d = flags+2;
	int i, j;
	for (i=0; i<p->n; i++) for (j=0; j<p->entries[i].count; j++) {
		const struct argp_option *o = p->entries[i].option;
		if (is_short(o+j) && is_seen(o+j) && !o->arg && !(o[j].flags & OPTION_NO_USAGE) && d < flags+127) *d++ = o[j].key;
	}
	if (d > flags+2) {
		strcpy(d, "]");
		put_usage_word(p, "%s", flags);
	}
	for (int form=0; form<2; form++) for (i=0; i<p->n; i++) for (j=0; j<p->entries[i].count; j++) {
		const struct entry *e = p->entries + i;
		const struct argp_option *o = e->option;
		const char *arg = glibc_argp_text(e->argp, o->arg);
		int may_lack = o->flags & OPTION_ARG_OPTIONAL;
		if (!is_seen(o+j) || o[j].flags & (OPTION_NO_USAGE|OPTION_DOC)) continue;
		if (!form && is_short(o+j) && arg) put_usage_word(p, may_lack ? "[-%c[%s]]" : "[-%c %s]", o[j].key, arg);
		if (form && o[j].name && !arg) put_usage_word(p, "[--%s]", o[j].name);
		if (form && o[j].name && arg) put_usage_word(p, may_lack ? "[--%s[=%s]]" : "[--%s=%s]", o[j].name, arg);
	}
}

/* Line N of what is said about operands; null if there is none. */
static const char *operands(const struct argp *a, int n, int *length)
{
	const struct argp_child *c;
	const char *s = glibc_argp_text(a, a->args_doc);
	for (; s && n--; s = strchr(s, '\n') ? strchr(s, '\n')+1 : 0);
	if (s) {
		*length = strcspn(s, "\n");
		return s;
	}
	if (!a->args_doc) for (c=a->children; c && c->argp; c++) if ((s = operands(c->argp, n, length))) return s;
	return 0;
}

static void put_usage(struct page *p, const struct argp *a, unsigned flags, const char *name)
{
	int i, length = 0;
	const char *s = operands(a, 0, &length);
	for (i=0; !i || s; s = operands(a, ++i, &length)) {
		put(p, i ? "  or: " : "Usage:");
		put(p, " ");
		put(p, name);
		if (flags & SHORT_USAGE || i) put_usage_word(p, "[OPTION...]");
		else put_usage_options(p);
		if (s && length) put_usage_word(p, "%.*s", length, s);
		put(p, "\n");
	}
}

/* The text before a vertical tab comes before the options, the rest behind them. */
static int put_doc(struct page *p, const struct argp *a, int is_post, int blank)
{
	const char *doc = glibc_argp_text(a, a->doc), *tab = doc ? strchr(doc, '\v') : 0;
	const struct argp_child *c;
	char *part = 0, *owned;
	int said = 0;
	if (doc && is_post) part = tab ? strdup(tab+1) : 0;
	else if (doc) part = strndup(doc, tab ? tab-doc : strlen(doc));
	const char *text = filtered(p, a, is_post ? HELP_POST_DOC : HELP_PRE_DOC, part && *part ? part : 0, &owned);
	if (text && *text) {
		if (blank) put(p, "\n");
		fill(p, text, 0);
		if (p->column) put(p, "\n");
		said = 1;
	}
	if (owned && owned != part) free(owned);
	if (is_post) {
		const char *extra = filtered(p, a, HELP_EXTRA, 0, &owned);
		if (extra && *extra) {
			if (blank || said) put(p, "\n");
			fill(p, extra, 0);
			if (p->column) put(p, "\n");
			said = 1;
		}
		free(owned);
	}
	free(part);
	for (c=a->children; c && c->argp && (is_post || !said); c++) said |= put_doc(p, c->argp, is_post, blank || said);
	return said;
}

static const char *note(struct page *p, const struct argp *a, char **owned)
{
	return filtered(p, a, HELP_DUP_ARGS_NOTE,
		"Mandatory or optional arguments to long options are also mandatory or optional for any corresponding short options.", owned);
}

void glibc_argp_write_help(const struct argp *a, const struct argp_state *state, FILE *f, unsigned flags, const char *name)
{
	struct page p = { state, f };
	int said = 0, i;
	char *owned;
	if (!f || !a) return;
	flockfile(f);
	if (!(p.entries = calloc(count(a)+1, sizeof *p.entries))) goto out;
	collect(&p, a);
	qsort(p.entries, p.n, sizeof *p.entries, compare);
	if (flags & (USAGE|SHORT_USAGE)) {
		put_usage(&p, a, flags, name);
		said = 1;
	}
	if (flags & PRE_DOC) said |= put_doc(&p, a, 0, 0);
	if (flags & SEE) {
		fprintf(f, "Try `%s --help' or `%s --usage' for more information.\n", name, name);
		said = 1;
	}
	if (flags & LONG) {
		if (said && p.n) put(&p, "\n");
		const struct entry *before = 0;
		for (i=0; i<p.n; i++) {
			put_entry(&p, p.entries+i, before);
			if (p.entries[i].option->doc && !p.entries[i].option->key || short_of(p.entries+i) || long_of(p.entries+i)) before = p.entries+i;
		}
		if (p.has_short_form) {
			const char *s = note(&p, a, &owned);
			put(&p, "\n");
			fill(&p, s, 0);
			put(&p, "\n");
			free(owned);
		}
		said |= p.n > 0;
	}
	if (flags & POST_DOC) said |= put_doc(&p, a, 1, said);
	if (flags & BUG_ADDR && *glibc_at(argp_program_bug_address)) {
		if (said) put(&p, "\n");
		fprintf(f, "Report bugs to %s.\n", *glibc_at(argp_program_bug_address));
	}
	free(p.entries);
out:
	funlockfile(f);
}
