/* long syscall(long n, ...): as libc's own calls, with the number checked. Linux
 * looks at its lower 32 bits. */
	.text
	.global syscall
	.type syscall,@function
	.hidden apus_syscall_table
	.hidden apus_host_stubs
	.hidden apus_gate_jump6
	.hidden __syscall_ret
syscall:
	.cfi_startproc
	movslq %edi,%rdi
	mov %rdi,%rax
	cmp $511,%rdi
	ja 3f
	lea apus_syscall_table(%rip),%r10
	lea (%r10,%rdi,8),%r10
	lea apus_host_stubs(%rip),%r11
	shl $4,%rdi
	add %r11,%rdi
	cmp %rdi,(%r10)
	mov %rsi,%rdi
	mov %rdx,%rsi
	mov %rcx,%rdx
	jne 1f

	mov %r8,%r10
	mov %r9,%r8
	mov 8(%rsp),%r9
	push %rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbx,0
	lea 0f(%rip),%rbx
	jmp apus_gate_jump6
0:	pop %rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore rbx
	cmp $-4096,%rax
	ja 2f
	ret

1:	mov %r8,%rcx
	mov %r9,%r8
	mov 8(%rsp),%r9
	sub $8,%rsp
	.cfi_adjust_cfa_offset 8
	call *(%r10)
	add $8,%rsp
	.cfi_adjust_cfa_offset -8
	cmp $-4096,%rax
	ja 2f
	ret

2:	mov %rax,%rdi
	jmp __syscall_ret
3:	mov $-38,%rdi
	jmp __syscall_ret
	.cfi_endproc
	.size syscall,.-syscall
	.section .note.GNU-stack,"",@progbits
