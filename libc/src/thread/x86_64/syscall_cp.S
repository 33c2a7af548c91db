/* long __syscall_cp_c(nr, a, b, c, d, e, f): a cancellation point. With
 * cancellation enabled, a call that the table passes to the host, or whose
 * descriptor is the host's, enters the cancellable gate with its caller's frame,
 * so that one return comes after the trap. One that the kernel answers goes to
 * an entry of its own. All else is __syscall_cp_slow's. */

#define CANCEL 56
#define CANCELDISABLE 60
#define SYS_close 3
#define DESCRIPTOR_END 532
#define PASS 513

	.text
	.global __syscall_cp_c
	.hidden __syscall_cp_c
	.type __syscall_cp_c,@function
	.hidden __syscall_cp_slow
	.hidden apus_syscall_table
	.hidden apus_host_stubs
	.hidden apus_gate_cancellable
	.hidden apus_cancellable
	.hidden apus_state
	.hidden apus_descriptors
__syscall_cp_c:
	.cfi_startproc
	mov %fs:0,%r11
	cmpb $0,CANCELDISABLE(%r11)
	jne 3f
	cmp $511,%rdi
	ja 3f
	lea apus_syscall_table(%rip),%rax
	mov (%rax,%rdi,8),%r10
	lea apus_host_stubs(%rip),%rax
	sub %r10,%rax
	mov %rdi,%r11
	shl $4,%r11
	add %r11,%rax
	jz __syscall_cp_gate

	/* The entry that the table holds must be the usual one. */
	lea apus_cancellable(%rip),%rax
	movslq 4(%rax,%rdi,8),%r11
	add %rax,%r11
	cmp %r11,%r10
	jne 3f
	movslq (%rax,%rdi,8),%r10
	test $1,%r10b
	jz 1f
	cmp %esi,apus_state+DESCRIPTOR_END(%rip)
	jbe __syscall_cp_gate
	mov %esi,%r11d
	lea apus_descriptors(%rip),%rax
	cmpq $0,(%rax,%r11,8)
	je __syscall_cp_gate
	lea apus_cancellable(%rip),%rax
1:	and $-2,%r10
	add %rax,%r10
	mov %fs:0,%r11
	cmpl $0,CANCEL(%r11)
	jne 3f

	sub $56,%rsp
	.cfi_adjust_cfa_offset 56
	mov %rdi,(%rsp)
	mov %rsi,8(%rsp)
	mov %rdx,16(%rsp)
	mov %rcx,24(%rsp)
	mov %r8,32(%rsp)
	mov %r9,40(%rsp)
	mov %rsi,%rdi
	mov %rdx,%rsi
	mov %rcx,%rdx
	mov %r8,%rcx
	mov %r9,%r8
	mov 64(%rsp),%r9
	call *%r10
	cmp $-PASS,%rax
	je 2f
	cmp $-4,%rax
	je 4f
	add $56,%rsp
	.cfi_adjust_cfa_offset -56
	ret

	.cfi_adjust_cfa_offset 56
2:	mov (%rsp),%rdi
	mov 8(%rsp),%rsi
	mov 16(%rsp),%rdx
	mov 24(%rsp),%rcx
	mov 32(%rsp),%r8
	mov 40(%rsp),%r9
	add $56,%rsp
	.cfi_adjust_cfa_offset -56
	jmp __syscall_cp_gate

	.cfi_adjust_cfa_offset 56
4:	mov (%rsp),%rdi
	add $56,%rsp
	.cfi_adjust_cfa_offset -56
	cmp $SYS_close,%edi
	je 5f
	jmp __cancel_interrupted
5:	ret
3:	jmp __syscall_cp_slow
	.cfi_endproc
	.size __syscall_cp_c,.-__syscall_cp_c

/* The same with the decision taken. close tells __cp_interrupted by its sixth
 * argument that it is not to be cancelled once it has begun. */
	.global __syscall_cp_gate
	.hidden __syscall_cp_gate
	.type __syscall_cp_gate,@function
	.hidden __cp_cancel
__syscall_cp_gate:
	.cfi_startproc
	mov %fs:0,%r11
	add $CANCEL,%r11
	mov %rdi,%rax
	mov %rsi,%rdi
	mov %rdx,%rsi
	mov %rcx,%rdx
	mov %r8,%rcx
	mov %r9,%r8
	mov 8(%rsp),%r9
	cmp $SYS_close,%eax
	je 1f
	jmp apus_gate_cancellable
1:	lea __cp_cancel(%rip),%r9
	jmp apus_gate_cancellable
	.cfi_endproc
	.size __syscall_cp_gate,.-__syscall_cp_gate

/* Where the gate goes after EINTR. */
	.global __cp_interrupted
	.hidden __cp_interrupted
	.type __cp_interrupted,@function
	.hidden __cancel_interrupted
__cp_interrupted:
	.cfi_startproc
	lea __cp_cancel(%rip),%rcx
	cmp %rcx,%r9
	je 1f
	jmp __cancel_interrupted
1:	ret
	.cfi_endproc
	.size __cp_interrupted,.-__cp_interrupted
	.section .note.GNU-stack,"",@progbits
