/* long __syscall_cp_asm(volatile void *cancel, long nr, a, b, c, d, e, f)
 * A call that the table passes to the host goes to the cancellable gate; one
 * that has a handler runs in it, with the flag where the handler's own host
 * calls find it. Either way a cancelled call comes back as APUS_CANCELLED, by
 * plain returns, and turns into musl's __cancel() only here. */
	.text
	.global __syscall_cp_asm
	.hidden __syscall_cp_asm
	.type __syscall_cp_asm,@function
	.hidden apus_syscall_table
	.hidden apus_host_stubs
	.hidden apus_gate_cancellable
	.hidden apus_handle_cancellable
	.hidden __cancel
__syscall_cp_asm:
	.cfi_startproc
	cmp $511,%rsi
	ja 4f
	sub $8,%rsp
	.cfi_adjust_cfa_offset 8
	push 24(%rsp)
	.cfi_adjust_cfa_offset 8
	push 24(%rsp)
	.cfi_adjust_cfa_offset 8
	lea apus_syscall_table(%rip),%r11
	mov (%r11,%rsi,8),%r11
	lea apus_host_stubs(%rip),%r10
	mov %rsi,%rax
	shl $4,%rax
	add %r10,%rax
	cmp %r11,%rax
	jne 3f

	mov %rdi,%r11
	mov %rsi,%rax
	mov %rdx,%rdi
	mov %rcx,%rsi
	mov %r8,%rdx
	mov %r9,%rcx
	mov (%rsp),%r8
	mov 8(%rsp),%r9
	call apus_gate_cancellable
1:	add $24,%rsp
	.cfi_adjust_cfa_offset -24
	movabs $0x8000000000000000,%rcx
	cmp %rcx,%rax
	je 2f
	ret
2:	jmp __cancel

	.cfi_adjust_cfa_offset 24
3:	call apus_handle_cancellable
	jmp 1b

	.cfi_adjust_cfa_offset -24
4:	mov $-38,%rax
	ret
	.cfi_endproc
	.size __syscall_cp_asm,.-__syscall_cp_asm
	.section .note.GNU-stack,"",@progbits
