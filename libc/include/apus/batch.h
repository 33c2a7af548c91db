/* System calls that are made together, in a program that runs on Apus.
 *
 *	batch_start();
 *	write(fd, header, n);            recorded: returns n at once
 *	sendfile(fd, file, &offset, m);  recorded
 *	close(other);                    recorded
 *	failed = batch_flush();          all are made now, in their order
 *
 * Between the two calls the thread records
 *	write writev send sendto sendmsg sendfile shutdown close fsync fdatasync unlink
 *	unlinkat rmdir, and setsockopt of TCP_CORK
 * and they return what they return if all goes well. Any other call that could tell the
 * difference makes those that are recorded first, and so does a call that cannot be recorded
 * (docs/aggregation.md says which), the 257th, and more than 128 KB of data. What a recorded
 * call points at is copied: buffers, names and addresses may be used again at once.
 *
 * What is made together is made with fewer calls where that is faster: writes to one stream
 * socket that follow each other are one, a file joins the header before it, the end of
 * a connection the last of its data, and fsyncs in a row are made at the same time.
 *
 * A write that does less than it said (EAGAIN, a full buffer, a connection that is gone) keeps
 * those after it to the same descriptor from being made: they fail with ECANCELED, until
 * batch_flush. close and shutdown are made all the same.
 *
 * Batches belong to threads and can be nested: the outermost batch_flush makes the calls. One that is open
 * stays open in the child of a fork. fork, exec, _exit and the end of the thread make the calls first;
 * a process that dies of a signal does not make them. A signal handler that runs meanwhile is a part
 * of the batch; it must not jump out of batch_flush. */
#ifndef APUS_BATCH_H
#define APUS_BATCH_H

#ifdef __cplusplus
extern "C" {
#endif

/* What came of a call. */
struct batch_result {
	long number;      /* SYS_... of <sys/syscall.h> */
	long value;       /* what it returned, -1 if it failed */
	int error;        /* why, or 0 */
	int descriptor;   /* its first argument, -1 for names */
};

/* From here on the thread records calls. Returns 0, or -1 with errno where that cannot be:
 * the calls are then made at once. */
long batch_start(void);

/* Makes the calls that were recorded and ends the batch. Returns how many since batch_start
 * did less than they had returned; 0 for an inner batch, whose calls are the outer one's. */
long batch_flush(void);

/* How many calls were recorded since the outermost batch_start: the next one's index. */
long batch_count(void);

/* What came of the call with this index, of the batch or of the last one. The last 1024 are kept.
 * Returns 0; or -1 with errno EINVAL, or EAGAIN for one that is not made yet. */
long batch_result(long index, struct batch_result *result);

/* For programs written for ESCA: prepares the thread. Returns 0, or -1 with errno. */
long esca_init(void);

#ifdef __cplusplus
}
#endif

#endif
