/* vdso */
#include "check.h"
#include <locale.h>
#include <sys/stat.h>
// Calendar: gmtime, mktime, time zones by TZ strings, strftime, strptime, limits.
static void zone(const char *tz)
{
	static const time_t times[] = { 0, 951782400, 1111885200, 1130630400, 1711846800, 1711843199, 1711843200, 1729990800, 1e10, -1e10 };
	setenv("TZ", tz, 1);
	tzset();
	printf("%s: %s %s %ld %d\n", tz, tzname[0], tzname[1], timezone, daylight);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct tm t;
		char b[100];
		localtime_r(&times[i], &t);
		strftime(b, sizeof b, "%F %T %Z %z %j %u", &t);
		time_t back = mktime(&t);
		printf("  %s %d%s\n", b, t.tm_isdst, back == times[i] ? "" : " differs");
	}
}
int main(void)
{
	struct tm t;
	char b[300];
	zone("UTC0");
	zone("EST5EDT,M3.2.0,M11.1.0");
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	zone("<+0530>-5:30");
	zone("AEST-10AEDT,J275/2,J90/3");
	zone("X3Y,59,300/1:30");
	zone("none-such");
	zone("");
	setenv("TZ", "UTC0", 1);
	static const time_t odd[] = { 253402300799, 253402300800, -62135596800, 67768036191676799, LONG_MAX, LONG_MIN };
	for (size_t i = 0; i < 6; i++) {
		errno = 0;
		struct tm *p = gmtime_r(&odd[i], &t);
		if (p) printf("%d-%d-%d %d:%d:%d\n", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
		else printf("none %s\n", ename(errno));
	}
	t = (struct tm){ .tm_year = 124, .tm_mon = 13, .tm_mday = 40, .tm_hour = -5, .tm_min = 100, .tm_sec = 4000 };
	printf("%lld", (long long)mktime(&t));
	printf(" %d-%d-%d %d:%d:%d %d %d\n", t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, t.tm_wday, t.tm_yday);
	t = (struct tm){ .tm_year = INT_MAX, .tm_mon = INT_MAX };
	errno = 0;
	long long far = mktime(&t);
	printf("%lld %s\n", far, ename(errno));
	t = (struct tm){ .tm_year = 100, .tm_mon = 1, .tm_mday = 29, .tm_isdst = 0 };
	printf("%lld\n", (long long)timegm(&t));
	time_t when = 1709210096;
	gmtime_r(&when, &t);
	size_t n = strftime(b, sizeof b, "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %m %M %n %p %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %Z %%", &t);
	printf("%zu %s\n", n, b);
	printf("%zu\n", strftime(b, 5, "%Y-%m", &t));
	strftime(b, sizeof b, "%010Y %+5Y %-d %_H %Ey %Od %8C", &t);
	puts(b);
	memset(&t, 0, sizeof t);
	char *e = strptime("2024-02-29 13:14:15 rest", "%Y-%m-%d %H:%M:%S", &t);
	printf("%d-%d-%d %d:%d:%d '%s'\n", t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, e);
	e = strptime("Feb 30", "%b %d", &t);
	printf("%d\n", e != 0);
	printf("%d\n", strptime("99:99", "%H:%M", &t) != 0);
	setenv("DATEMSK", "masks", 1);
	FILE *f = fopen("masks", "w");
	fputs("%Y/%m/%d\n%d.%m.%Y\n", f);
	fclose(f);
	struct tm *g = getdate("05.06.2023");
	if (g) printf("%d %d %d\n", g->tm_year, g->tm_mon, g->tm_mday);
	else printf("getdate_err %d\n", getdate_err);
	char c[26];
	when = 0;
	printf("%s%s", ctime_r(&when, c), asctime(gmtime(&when)));
	printf("%g\n", difftime(5, 3));
	struct timespec ts;
	CHECK(timespec_get(&ts, TIME_UTC) == TIME_UTC && labs((long)(ts.tv_sec - time(0))) <= 1);
	return done();
}
