/* void __unmapself(void *base, size_t size): the last act of a detached
 * thread, with all signals blocked. Its stack is gone after the first of the
 * two calls, so both go through the gate that needs none. */
	.text
	.global __unmapself
	.hidden __unmapself
	.type __unmapself,@function
	.hidden apus_thread_gone
	.hidden apus_gate_jump
__unmapself:
	.cfi_startproc
	.cfi_undefined rip
	push %rdi
	push %rsi
	sub $8,%rsp
	call apus_thread_gone
	mov 8(%rsp),%rsi
	mov 16(%rsp),%rdi
	mov $11,%eax
	lea 1f(%rip),%r9
	jmp apus_gate_jump
1:	xor %edi,%edi
	mov $60,%eax
	jmp apus_gate_jump
	.cfi_endproc
	.size __unmapself,.-__unmapself
	.section .note.GNU-stack,"",@progbits
