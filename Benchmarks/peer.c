/* usage: peer exit STATUS | peer echo ADDRESS
 * The other process: static and on stock musl for every column. Ends with
 * STATUS, or connects to a socket's ADDRESS (its bytes in hexadecimal) and sends
 * back what comes from there until the other end closes. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int echo(const char *address)
{
	struct sockaddr_storage name;
	unsigned char *byte = (void *)&name;
	char digits[3] = "", message[4096];
	size_t size = strlen(address) / 2;
	ssize_t n;
	if (size > sizeof name) return 2;
	for (size_t i = 0; i < size; i++) {
		memcpy(digits, address + 2 * i, 2);
		byte[i] = strtol(digits, 0, 16);
	}
	int fd = socket(name.ss_family, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (void *)&name, size)) return 1;
	while ((n = read(fd, message, sizeof message)) > 0) if (write(fd, message, n) != n) return 1;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "exit")) return atoi(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "echo")) return echo(argv[2]);
	return 2;
}
