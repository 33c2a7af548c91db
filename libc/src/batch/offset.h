/* Of a thread's batch in its structure, for C and assembly. */
#define BATCH_OFFSET 200
