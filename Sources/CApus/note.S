/* Says of libc.so, and of a static program, that Apus is in it. */
	.section .note.apus,"a",@note
	.p2align 2
	.long 2f-1f, 4f-3f, 1
1:	.asciz "Apus"
2:	.p2align 2
3:	.long 1
4:	.p2align 2
	.section .note.GNU-stack,"",@progbits
