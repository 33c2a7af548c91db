# Where glibc objects jump to for a function that nobody has: one call each, so
# that the return address tells which. As many as glibc_missing.h says.
# Safety: apus_missing does not return, so the stack may be realigned and lost.
.text
.hidden apus_missing_stubs
.global apus_missing_stubs
.type apus_missing_stubs,@function
apus_missing_stubs:
	.cfi_startproc
	.rept 1024
	.byte 0xe8
	.long 1f - . - 4
	.endr
	.cfi_adjust_cfa_offset 8
1:	pop %rdi
	.cfi_adjust_cfa_offset -8
	mov %rsp,%rbp
	.cfi_def_cfa_register %rbp
	and $-16,%rsp
	call apus_missing
	hlt
	.cfi_endproc
.size apus_missing_stubs, . - apus_missing_stubs
