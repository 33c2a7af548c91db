/* Where the host enters for a signal, and where a kept one starts.
 *
 * Safety: the stack is the host's frame, or becomes one. The C functions use no
 * vector register, and all that a handler does not expect is in the frame. */

#include "entry.h"

	.text
/* The handler of every signal that the program handles. Its own starts with the
 * stack and the arguments as the host made them: it is the host's return address
 * that it goes back to. */
entry apus_signal_entry
	push %rdi
	.cfi_adjust_cfa_offset 8
	push %rsi
	.cfi_adjust_cfa_offset 8
	push %rdx
	.cfi_adjust_cfa_offset 8
	call apus_filter_signal
	pop %rdx
	.cfi_adjust_cfa_offset -8
	pop %rsi
	.cfi_adjust_cfa_offset -8
	pop %rdi
	.cfi_adjust_cfa_offset -8
	mov %rax,%rcx
	xor %eax,%eax
	test %rcx,%rcx
	jz 1f
	jmp *%rcx
1:	add $8,%rsp
	.cfi_adjust_cfa_offset -8
	mov $15,%eax
	jmp apus_gate_jump
finish apus_signal_entry

/* A restorer, for handlers that come without: libc's tells unwinders more. */
	.globl apus_sigreturn
	.hidden apus_sigreturn
	.type apus_sigreturn,@function
	.p2align 4
apus_sigreturn:
	.cfi_startproc
	.cfi_undefined rip
	mov %rsp,%rdi
	call apus_filter_return
	mov $15,%eax
	jmp apus_gate_jump
	.cfi_endproc
	.size apus_sigreturn,.-apus_sigreturn

/* In struct apus_thread. */
#define KEPT 56
#define KEPT_SIGNALS 88
/* What one frame takes, with registers, floating point state, red zone and alignment. */
#define FRAME 1280

/* long apus_deliver_kept(struct apus_thread *) */
entry apus_deliver_kept
	pushfq
	.cfi_adjust_cfa_offset 8
	push %rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbx,0
	push %rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp,0
	push %r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r12,0
	push %r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r13,0
	push %r14
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r14,0
	push %r15
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r15,0
	mov %rsp,%rbx
	.cfi_def_cfa rbx,64
	mov %rsp,%rsi
	mov KEPT_SIGNALS(%rdi),%rax
	mov %rsp,(%rax)
	mov KEPT(%rdi),%ecx
	imul $FRAME,%rcx,%rax
	sub %rax,%rsp
	sub $64,%rsp
	and $-64,%rsp
	mov %rsp,%rdx
	call apus_make_frames
	cmp $2,%eax
	je 1f
	mov %rbx,%rdi
	jmp 2f
1:	fninit
	push $0x1f80
	ldmxcsr (%rsp)
	mov 16(%rsp),%rcx
	mov 24(%rsp),%rdi
	mov 32(%rsp),%rsi
	mov 40(%rsp),%rdx
	mov 8(%rsp),%rsp
	.cfi_undefined rip
	xor %eax,%eax
	jmp *%rcx
finish apus_deliver_kept

/* The edge in %rdi: goes back as if nothing had been kept. */
entry apus_deliver_abandoned
	.cfi_def_cfa rdi,64
	.cfi_offset rbx,-24
	.cfi_offset rbp,-32
	.cfi_offset r12,-40
	.cfi_offset r13,-48
	.cfi_offset r14,-56
	.cfi_offset r15,-64
	xor %eax,%eax
2:	mov %rdi,%rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	.cfi_def_cfa rsp,16
	add $8,%rsp
	.cfi_adjust_cfa_offset -8
	ret
finish apus_deliver_abandoned

/* rt_sigprocmask, where the host can do all of it: nothing else comes after its trap. The
 * way back is in a register, as libc has it for calls that are always passed. */
#define MORE 0x200
#define GS_MODE 0x208
#define COUNTING 0x20c
#define OWNS_FAULTS 0x210
#define MASKED_FAULTS 80
#define FIRST_THREADS 0x200
#define MORE_THREADS 0x1ffe00
	.globl apus_mask_begin, apus_mask_end, apus_mask_fault
	.hidden apus_mask_begin, apus_mask_end, apus_mask_fault
	.hidden apus_sys_rt_sigprocmask, apus_state
entry apus_first_rt_sigprocmask
	cmpl $0,apus_state+COUNTING(%rip)
	jne apus_mask_fault
	cmpl $0,apus_state+OWNS_FAULTS(%rip)
	je 2f
	cmpl $2,apus_state+GS_MODE(%rip)
	jne apus_mask_fault
	rdgsbase %rax
	lea apus_state(%rip),%r11
	mov %rax,%r9
	sub %r11,%r9
	cmp $FIRST_THREADS,%r9
	jb 1f
	mov apus_state+MORE(%rip),%r11
	test %r11,%r11
	jz apus_mask_fault
	mov %rax,%r9
	sub %r11,%r9
	cmp $MORE_THREADS,%r9
	jae apus_mask_fault
1:	cmpq $0,MASKED_FAULTS(%rax)
	jne apus_mask_fault
	test %rsi,%rsi
	jz 2f
apus_mask_begin:
	mov (%rsi),%rax
apus_mask_end:
	test $0x440,%eax
	jnz apus_mask_fault
2:	pop %r9
	.cfi_def_cfa rsp,0
	.cfi_register rip,r9
	mov %rcx,%r10
	mov $14,%eax
	jmp apus_gate_jump
	.cfi_def_cfa rsp,8
	.cfi_restore rip
apus_mask_fault:
	jmp apus_sys_rt_sigprocmask
finish apus_first_rt_sigprocmask

	.section .note.GNU-stack,"",@progbits
