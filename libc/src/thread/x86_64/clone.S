/* int __clone(int (*func)(void *), void *stack, int flags, void *arg,
 *             pid_t *ptid, void *tls, pid_t *ctid)
 * The kernel makes the child's thread block first; the child takes it over
 * before it runs anything else. */
	.text
	.global __clone
	.hidden __clone
	.type __clone,@function
	.hidden apus_clone_begin
	.hidden apus_clone_child
	.hidden apus_clone_parent
	.hidden apus_gate_jump
	.hidden apus_syscall_table
__clone:
	.cfi_startproc
	sub $56,%rsp
	.cfi_adjust_cfa_offset 56
	mov %rdi,(%rsp)
	mov %rsi,8(%rsp)
	mov %rdx,16(%rsp)
	mov %rcx,24(%rsp)
	mov %r8,32(%rsp)
	mov %r9,40(%rsp)
	mov %edx,%edi
	mov $56,%esi
	call apus_clone_begin
	mov %rax,48(%rsp)

	mov 8(%rsp),%rsi
	and $-16,%rsi
	sub $32,%rsi
	mov (%rsp),%rcx
	mov %rcx,(%rsi)
	mov 24(%rsp),%rcx
	mov %rcx,8(%rsi)
	mov %rax,16(%rsi)
	mov 16(%rsp),%rdi
	mov %rdi,24(%rsi)
	mov 32(%rsp),%rdx
	mov 64(%rsp),%r10
	mov 40(%rsp),%r8
	mov $56,%eax
	lea 1f(%rip),%r9
	jmp apus_gate_jump

1:	test %eax,%eax
	jz 2f
	mov 48(%rsp),%rdi
	mov 16(%rsp),%rsi
	mov %rax,%rdx
	mov %rax,48(%rsp)
	call apus_clone_parent
	mov 48(%rsp),%rax
	add $56,%rsp
	.cfi_adjust_cfa_offset -56
	ret

	.cfi_undefined rip
2:	xor %ebp,%ebp
	mov 16(%rsp),%rdi
	mov 24(%rsp),%rsi
	call apus_clone_child
	pop %rax
	pop %rdi
	call *%rax
	mov %eax,%edi
	call *apus_syscall_table+8*60(%rip)
	hlt
	.cfi_endproc
	.size __clone,.-__clone
	.globl apus_clone_end
	.hidden apus_clone_end
apus_clone_end:
	.section .note.GNU-stack,"",@progbits
