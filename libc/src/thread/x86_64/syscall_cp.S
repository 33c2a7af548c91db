/* long __syscall_cp_c(nr, a, b, c, d, e, f): a cancellation point. With
 * cancellation enabled, and a table entry that passes the call to the host, it
 * enters the cancellable gate with its caller's frame, so that one return comes
 * after the trap. All else is __syscall_cp_slow's. */

#define CANCEL 56
#define CANCELDISABLE 60
#define SYS_close 3

	.text
	.global __syscall_cp_c
	.hidden __syscall_cp_c
	.type __syscall_cp_c,@function
	.hidden __syscall_cp_slow
	.hidden apus_syscall_table
	.hidden apus_host_stubs
	.hidden apus_gate_cancellable
__syscall_cp_c:
	.cfi_startproc
	mov %fs:0,%r11
	cmpb $0,CANCELDISABLE(%r11)
	jne 1f
	cmp $511,%rdi
	ja 1f
	lea apus_syscall_table(%rip),%rax
	mov (%rax,%rdi,8),%r10
	lea apus_host_stubs(%rip),%rax
	sub %rax,%r10
	mov %rdi,%rax
	shl $4,%rax
	cmp %r10,%rax
	je __syscall_cp_gate
1:	jmp __syscall_cp_slow
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
