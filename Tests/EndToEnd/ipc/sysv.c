#include "check.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
// System V: message types and sizes, semaphores with undo, shared memory, keys, errors.
union semun { int val; struct semid_ds *buf; unsigned short *array; };
struct msg { long type; char text[64]; };
int main(void)
{
	struct msg m;
	struct msqid_ds ds;
	int st, q = msgget(IPC_PRIVATE, 0600 | IPC_CREAT);
	CHECK(q >= 0);
	for (int i = 1; i <= 3; i++) {
		m.type = i;
		snprintf(m.text, sizeof m.text, "message %d", i);
		CHECK(!msgsnd(q, &m, strlen(m.text) + 1, 0));
	}
	CHECK(!msgctl(q, IPC_STAT, &ds));
	printf("%d waiting, mode %o\n", (int)ds.msg_qnum, ds.msg_perm.mode & 0777);
	show("type 2", msgrcv(q, &m, 64, 2, 0));
	puts(m.text);
	show("lowest up to 3", msgrcv(q, &m, 64, -3, 0));
	puts(m.text);
	show("too long", msgrcv(q, &m, 4, 0, 0));
	show("cut", msgrcv(q, &m, 4, 0, MSG_NOERROR));
	show("none", msgrcv(q, &m, 64, 0, IPC_NOWAIT));
	m.type = 0;
	show("bad type", msgsnd(q, &m, 1, 0));
	m.type = 1;
	show("too big", msgsnd(q, &m, 1 << 24, 0));
	pid_t c = fork();
	if (!c) {
		struct msg n;
		msgrcv(q, &n, 64, 5, 0);
		n.type = 6;
		strcat(n.text, " and back");
		msgsnd(q, &n, strlen(n.text) + 1, 0);
		_exit(0);
	}
	m.type = 5;
	strcpy(m.text, "there");
	msgsnd(q, &m, 6, 0);
	show("answer", msgrcv(q, &m, 64, 6, 0));
	puts(m.text);
	waitpid(c, 0, 0);
	show("remove", msgctl(q, IPC_RMID, 0));
	show("removed", msgrcv(q, &m, 64, 0, 0));

	int s = semget(IPC_PRIVATE, 3, 0600);
	CHECK(s >= 0);
	unsigned short all[3] = { 1, 2, 3 };
	show("SETALL", semctl(s, 0, SETALL, (union semun){ .array = all }));
	show("GETVAL", semctl(s, 2, GETVAL));
	show("two at once", semop(s, (struct sembuf[]){ { 0, -1, 0 }, { 1, 3, 0 } }, 2));
	semctl(s, 0, GETALL, (union semun){ .array = all });
	printf("%d %d %d\n", all[0], all[1], all[2]);
	show("all or nothing", semop(s, (struct sembuf[]){ { 1, -1, IPC_NOWAIT }, { 0, -1, IPC_NOWAIT } }, 2));
	show("still", semctl(s, 1, GETVAL));
	show("time-out", semtimedop(s, &(struct sembuf){ 0, -1, 0 }, 1, &(struct timespec){ 0, 1000000 }));
	c = fork();
	if (!c) { semop(s, &(struct sembuf){ 0, 5, SEM_UNDO }, 1); semop(s, &(struct sembuf){ 2, -3, 0 }, 1); _exit(0); }
	show("wait for zero", semop(s, &(struct sembuf){ 2, 0, 0 }, 1));
	waitpid(c, &st, 0);
	show("undone at exit", semctl(s, 0, GETVAL));
	show("SETVAL", semctl(s, 0, SETVAL, (union semun){ .val = 7 }));
	CHECK(semctl(s, 0, GETPID) == getpid());
	show("bad number", semctl(s, 9, GETVAL));
	show("too large", semctl(s, 0, SETVAL, (union semun){ .val = 1 << 20 }));
	show("remove", semctl(s, 0, IPC_RMID));

	int h = shmget(IPC_PRIVATE, 10000, 0600);
	char *a = shmat(h, 0, 0), *b = shmat(h, 0, SHM_RDONLY);
	CHECK(a != (char *)-1 && b != (char *)-1 && a != b);
	strcpy(a + 5000, "shared");
	printf("second mapping: %s\n", b + 5000);
	c = fork();
	if (!c) { strcpy(a, "by the child"); shmdt(a); _exit(0); }
	waitpid(c, 0, 0);
	puts(b);
	struct shmid_ds sd;
	shmctl(h, IPC_STAT, &sd);
	printf("size %zu, attached %d\n", sd.shm_segsz, (int)sd.shm_nattch);
	show("remove", shmctl(h, IPC_RMID, 0));
	puts(b);
	show("detach", shmdt(a));
	show("detach again", shmdt(a));
	shmdt(b);
	show("gone", shmat(h, 0, 0) == (void *)-1 ? -1 : 0);
	show("too small", shmget(IPC_PRIVATE, 0, 0600));
	key_t k = ftok(".", 'a');
	CHECK(k != -1 && k == ftok(".", 'a') && k != ftok(".", 'b'));
	show("ftok of nothing", ftok("none", 1));
	q = msgget(k, IPC_CREAT | IPC_EXCL | 0600);
	CHECK(q >= 0 && msgget(k, 0) == q);
	show("exclusive", msgget(k, IPC_CREAT | IPC_EXCL));
	msgctl(q, IPC_RMID, 0);
	show("no such key", msgget(k, 0));
	return done();
}
