/* The begin and the end of a function of the kernel's, in assembly. */

	.macro entry name
	.globl \name
	.hidden \name
	.type \name,@function
	.p2align 4
\name:
	.cfi_startproc
	.endm

	.macro finish name
	.cfi_endproc
	.size \name,.-\name
	.endm
