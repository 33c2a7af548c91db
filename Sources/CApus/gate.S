/* The host gate: the only instructions of the library that enter the host
 * kernel. All of them lie between apus_gate_begin and apus_gate_end.
 *
 * Safety: the gate touches no memory but the return address; everything that
 * calls it holds the caller-saved registers for lost, as across any C call. */

	.section .text.apus_gate,"ax",@progbits
	.globl apus_gate_begin, apus_gate_end
	.hidden apus_gate_begin, apus_gate_end
	.p2align 4
apus_gate_begin:

/* %rax number, arguments in the C registers. */
	.globl apus_gate
	.hidden apus_gate
	.type apus_gate,@function
apus_gate:
	.cfi_startproc
	mov %rcx,%r10
	syscall
	ret
	.cfi_endproc
	.size apus_gate,.-apus_gate

/* The same as a cancellation point: %r11 points at musl's cancel flag. Its
 * signal handler moves a thread that it finds between __cp_begin and __cp_end
 * to __cp_cancel: the call has then had no effect. */
	.globl apus_gate_cancellable, __cp_begin, __cp_end, __cp_cancel
	.hidden apus_gate_cancellable, __cp_begin, __cp_end, __cp_cancel
	.type apus_gate_cancellable,@function
	.p2align 4
apus_gate_cancellable:
	.cfi_startproc
__cp_begin:
	cmpl $0,(%r11)
	jne __cp_cancel
	mov %rcx,%r10
	syscall
__cp_end:
	ret
__cp_cancel:
	movabs $0x8000000000000000,%rax
	ret
	.cfi_endproc
	.size apus_gate_cancellable,.-apus_gate_cancellable

/* For calls after which the stack is gone, shared or another: everything in
 * the host's registers, and the way on in %r9. */
	.globl apus_gate_jump
	.hidden apus_gate_jump
	.type apus_gate_jump,@function
	.p2align 4
apus_gate_jump:
	.cfi_startproc
	.cfi_undefined rip
	syscall
	jmp *%r9
	.cfi_endproc
	.size apus_gate_jump,.-apus_gate_jump

apus_gate_end:

	.section .note.GNU-stack,"",@progbits
