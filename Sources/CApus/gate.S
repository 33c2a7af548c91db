/* The host gate: the only instructions of the library that enter the host
 * kernel. All of them lie between apus_gate_begin and apus_gate_end.
 *
 * Safety: the gate touches no memory but the return address; everything that
 * enters it holds the caller-saved registers for lost, as across any C call. */

#include "entry.h"

	.text
	.globl apus_gate_begin, apus_gate_end
	.hidden apus_gate_begin, apus_gate_end
	.p2align 4
apus_gate_begin:

/* %rax number, arguments in the C registers. */
entry apus_gate
	mov %rcx,%r10
	syscall
	ret
finish apus_gate

/* Everything in the host's registers, and the way on in %r9: for calls after
 * which the stack is gone, shared or another, and for callers that keep clear of
 * the return predictor. */
entry apus_gate_jump
	.cfi_def_cfa rsp,0
	.cfi_register rip,r9
	syscall
	jmp *%r9
finish apus_gate_jump

/* The same with the way on in %rbx, for calls of six arguments. */
entry apus_gate_jump6
	.cfi_def_cfa rsp,0
	.cfi_register rip,rbx
	syscall
	jmp *%rbx
finish apus_gate_jump6

/* The first form as a cancellation point: %r11 points at musl's cancel flag.
 * Its signal handler moves a thread that it finds between __cp_begin and
 * __cp_end to __cp_cancel: the call has then had no effect. A call that a signal
 * interrupted goes to __cp_interrupted, which looks whether it was that one.
 * Both ways on are musl's; a static program without cancellation has neither. */
	.globl __cp_begin, __cp_end, __cp_cancel
	.hidden __cp_begin, __cp_end, __cp_cancel
	.weak __cp_interrupted, __cancel
	.hidden __cp_interrupted, __cancel
entry apus_gate_cancellable
__cp_begin:
	cmpl $0,(%r11)
	jne __cp_cancel
	mov %rcx,%r10
	syscall
__cp_end:
	cmp $-4,%rax
	je 1f
	ret
1:	jmp __cp_interrupted
__cp_cancel:
	jmp __cancel
finish apus_gate_cancellable

apus_gate_end:

	.section .note.GNU-stack,"",@progbits
