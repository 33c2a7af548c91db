/* What the table holds while calls are counted: a stub for each call that counts
 * it and goes on to what the table held before.
 *
 * Safety: a stub changes flags and %rax only, so the C arguments go through. No
 * call has arguments on the stack. */

	.text
	.altmacro
	.globl apus_count_stubs
	.hidden apus_count_stubs
	.p2align 5
apus_count_stubs:
	.set i,0
	.rept 512
	.p2align 5
	.cfi_startproc
	lock incq apus_counts+8*i(%rip)
	/* rt_sigreturn, exit and exit_group do not come back. */
	.if (i-15)*(i-60)*(i-231)
	mov $i,%eax
	jmp counted
	.else
	jmp *apus_base_table+8*i(%rip)
	.endif
	.cfi_endproc
	.set i,i+1
	.endr

	.type counted,@function
counted:
	.cfi_startproc
	push %rax
	.cfi_adjust_cfa_offset 8
	lea apus_base_table(%rip),%r10
	call *(%r10,%rax,8)
	pop %rdx
	.cfi_adjust_cfa_offset -8
	cmp $-4096,%rax
	ja 1f
	ret
1:	lea apus_failures(%rip),%r10
	lock incq (%r10,%rdx,8)
	ret
	.cfi_endproc
	.size counted,.-counted

/* Stubs that count a call which is passed after all: what the override of a call
 * goes on to. 16 bytes each. */
	.globl apus_pass_stubs
	.hidden apus_pass_stubs
	.p2align 4
apus_pass_stubs:
	.set i,0
	.rept 512
	.p2align 4
	.cfi_startproc
	lock incq apus_host_calls+8*i(%rip)
	jmp apus_host_stubs+16*i
	.cfi_endproc
	.set i,i+1
	.endr

/* The way out of the handler of the signal that asks for the counts. */
	.globl apus_statistics_return
	.hidden apus_statistics_return
	.type apus_statistics_return,@function
apus_statistics_return:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_undefined rip
	mov $15,%eax
	jmp apus_gate
	.cfi_endproc
	.size apus_statistics_return,.-apus_statistics_return

	.globl apus_text_end
	.hidden apus_text_end
apus_text_end:

	.section .note.GNU-stack,"",@progbits
