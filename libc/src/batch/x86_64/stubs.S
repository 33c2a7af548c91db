/* What the system call table holds from the first batch on: a stub for each call that
 * goes on to what the table held before, unless the thread records calls. */

#include "../offset.h"

	.text
	.altmacro
	.hidden apus_direct_table
	.hidden __batch_call
	.globl __batch_stubs
	.hidden __batch_stubs
	.p2align 4
__batch_stubs:
	.macro batch_stub n
	.p2align 4
	.cfi_startproc
	mov $\n,%eax
	jmp 1f
	.cfi_endproc
	.endm
	.set i,0
	.rept 512
	batch_stub %i
	.set i,i+1
	.endr

	.cfi_startproc
1:	mov %fs:0,%r10
	mov BATCH_OFFSET(%r10),%r10
	test %r10,%r10
	jz 2f
	cmpl $0,(%r10)
	jne 3f
2:	lea apus_direct_table(%rip),%r10
	jmp *(%r10,%rax,8)

3:	push %rax
	push %r9
	push %r8
	push %rcx
	push %rdx
	push %rsi
	push %rdi
	.cfi_adjust_cfa_offset 56
	mov %rsp,%rdi
	call __batch_call
	test %eax,%eax
	jnz 4f
	pop %rdi
	pop %rsi
	pop %rdx
	pop %rcx
	pop %r8
	pop %r9
	pop %rax
	.cfi_adjust_cfa_offset -56
	jmp 2b
	.cfi_adjust_cfa_offset 56
4:	pop %rax
	add $48,%rsp
	.cfi_adjust_cfa_offset -56
	ret
	.cfi_endproc
	.section .note.GNU-stack,"",@progbits
