/* One stub for each call that counts it and goes on to what the table held before.
 *
 * Safety: a stub changes flags only, so the C arguments go through. */

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
	jmp *apus_base_table+8*i(%rip)
	.cfi_endproc
	.set i,i+1
	.endr

	.section .note.GNU-stack,"",@progbits
