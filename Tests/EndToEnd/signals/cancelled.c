#include "waiting/blocking.h"
// pthread_cancel of a thread in every kind of call: deferred, asynchronous, disabled; what it waited for is not lost.
static const struct blocking *kind;
static struct place place;
static volatile int how, cleaned;
static void cleanup_handler(void *arg) { cleaned++; }
static void *waits(void *arg)
{
	int old;
	pthread_cleanup_push(cleanup_handler, 0);
	if (how == 1) pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	if (how == 2) pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	block(&place, kind);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &old);
	pthread_testcancel();
	pthread_cleanup_pop(0);
	return 0;
}
static void *again(void *arg) { block(&place, kind); return 0; }

int main(void)
{
	static const char *const ways[] = { "deferred", "asynchronous", "disabled" };
	blocking_setup();
	for (int i = 0; i < BLOCKING; i++) for (how = 0; how < 3; how++) {
		void *r;
		kind = &blocking[i];
		// An asynchronous cancel inside of libc's own locks may leave them in any state: POSIX allows it for calls alone.
		if (how == 1 && kind->call != do_read && kind->call != do_write && kind->call != do_poll && kind->call != do_epoll
		 && kind->call != do_futex && kind->call != do_nanosleep && kind->call != do_pause && kind->call != do_recv) continue;
		prepare(&place, kind);
		cleaned = 0;
		CHECK(!pthread_create(&place.thread, 0, waits, 0) && !until_waiting(&place));
		CHECK(!pthread_cancel(place.thread));
		int on = !until_waiting(&place);
		// A thread that is on its way out may wait for a lock of libc's: whether it was in the call shows at its end.
		kind->wake == send_waker || kind->wake == send_taken ? syscall(SYS_tgkill, getpid(), place.tid, kind->wake == send_waker ? WAKER : TAKEN) : (kind->wake(&place), 0);
		CHECK(!pthread_join(place.thread, &r));
		(void)on;
		printf("%s, %s: %s, cleanup %d", kind->name, ways[how], r == PTHREAD_CANCELED ? "cancelled" : "not cancelled", cleaned);
		if (place.returned) printf(", after it returned %ld %s", place.result, ename(place.error));
		puts("");
		// What came after the cancel is there for the next.
		if (!place.returned && kind->wake == put && kind->call != do_join) {
			place.tid = place.returned = 0;
			CHECK(!pthread_create(&place.thread, 0, again, 0) && !pthread_join(place.thread, 0) && place.result > 0);
		}
		if (kind->call == do_join && !place.returned) CHECK(!pthread_join(place.other, 0));
		cleanup(&place, kind);
	}
	return done();
}
