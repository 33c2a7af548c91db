/* One stub for each call: the table's entry of a call that is passed to the host.
 *
 * Safety: a stub changes %rax only, so the C arguments go through. */

	.text

/* long apus_host_N(a, b, c, d, e, f), 16 bytes each. */
	.globl apus_host_stubs
	.hidden apus_host_stubs
	.p2align 4
apus_host_stubs:
	.altmacro
	.macro host_stub n
	.globl apus_host_\n
	.hidden apus_host_\n
	.type apus_host_\n,@function
	.p2align 4
apus_host_\n:
	.cfi_startproc
	mov $\n,%eax
	jmp apus_gate
	.cfi_endproc
	.size apus_host_\n,.-apus_host_\n
	.endm
	.set i,0
	.rept 512
	host_stub %i
	.set i,i+1
	.endr

	.globl apus_enosys
	.hidden apus_enosys
	.type apus_enosys,@function
apus_enosys:
	.cfi_startproc
	mov $-38,%rax
	ret
	.cfi_endproc
	.size apus_enosys,.-apus_enosys

	.globl apus_host
	.hidden apus_host
	.type apus_host,@function
	.p2align 4
apus_host:
	.cfi_startproc
	mov %rdi,%rax
	mov %rsi,%rdi
	mov %rdx,%rsi
	mov %rcx,%rdx
	mov %r8,%rcx
	mov %r9,%r8
	mov 8(%rsp),%r9
	jmp apus_gate
	.cfi_endproc
	.size apus_host,.-apus_host

	.section .note.GNU-stack,"",@progbits
