/* pid_t vfork(void): the child runs on our stack and leaves nothing there as
 * it was, so all that the parent needs afterwards stays in registers. */
	.text
	.global vfork
	.type vfork,@function
	.hidden apus_clone_begin
	.hidden apus_clone_child
	.hidden apus_clone_parent
	.hidden apus_gate_jump
	.hidden __syscall_ret
vfork:
	.cfi_startproc
	sub $8,%rsp
	.cfi_adjust_cfa_offset 8
	mov $0x4100,%edi
	mov $58,%esi
	call apus_clone_begin
	add $8,%rsp
	.cfi_adjust_cfa_offset -8
	pop %rdx
	.cfi_adjust_cfa_offset -8
	.cfi_register rip,rdx
	mov %rax,%rsi
	mov $58,%eax
	lea 1f(%rip),%r9
	jmp apus_gate_jump

1:	push %rdx
	.cfi_adjust_cfa_offset 8
	.cfi_offset rip,-8
	push %rax
	.cfi_adjust_cfa_offset 8
	mov %rsi,%rdi
	mov $0x4100,%esi
	test %rax,%rax
	jz 2f
	mov %rax,%rdx
	call apus_clone_parent
	pop %rdi
	.cfi_adjust_cfa_offset -8
	jmp __syscall_ret

	.cfi_adjust_cfa_offset 8
2:	call apus_clone_child
	pop %rax
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
	.size vfork,.-vfork
	.section .note.GNU-stack,"",@progbits
