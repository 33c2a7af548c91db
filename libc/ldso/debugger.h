/* Part of dynlink.c: the list of objects as gdb wants it. Of "libc.so prog" it takes libc.so for
 * the program, which is what it passes over in the list: so libc.so is its first entry,
 * and the program one of those that follow. Programs themselves see the true list. */

/* What gdb looks for in a program that has no DT_DEBUG of its own, as libc.so has none. */
hidden struct debug _r_debug;

static void link_shown(struct dso *p, struct shown **last)
{
	p->shown = (struct shown){ (char *)p->base, p->name, p->dynv, 0, *last };
	if (*last) (*last)->next = &p->shown;
	*last = &p->shown;
}

/* The name of the program, for a debugger in another folder. Not by malloc: a program that has
 * not allocated anything has no heap, whoever loaded it. */
static char *absolute(char *name)
{
	char folder[PATH_MAX], *path;
	if (name[0] == '/' || !getcwd(folder, sizeof folder)) return name;
	path = mmap(0, strlen(folder) + strlen(name) + 2, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	if (path == MAP_FAILED) return name;
	return strcat(strcat(strcpy(path, folder), "/"), name);
}

static void tell_debugger(int state)
{
	struct shown *last = 0;
	struct dso *p;
	debug.state = state;
	if (state == RT_CONSISTENT && !head->kernel_mapped && head != &ldso) {
		link_shown(&ldso, &last);
		for (p=head; p; p=p->next) if (p != &ldso) link_shown(p, &last);
		if (!_r_debug.ver) head->name_shown = absolute(head->name);
		head->shown.name = head->name_shown;
		_r_debug.head = &ldso.shown;
	}
	_r_debug.ver = debug.ver;
	_r_debug.bp = debug.bp;
	_r_debug.base = debug.base;
	_r_debug.state = state;
	_dl_debug_state();
}
