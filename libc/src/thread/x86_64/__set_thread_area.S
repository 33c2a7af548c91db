/* int __set_thread_area(void *p): arch_prctl(ARCH_SET_FS, p) */
	.text
	.global __set_thread_area
	.hidden __set_thread_area
	.type __set_thread_area,@function
	.hidden apus_syscall_table
__set_thread_area:
	.cfi_startproc
	mov %rdi,%rsi
	mov $0x1002,%edi
	jmp *apus_syscall_table+8*158(%rip)
	.cfi_endproc
	.size __set_thread_area,.-__set_thread_area
	.section .note.GNU-stack,"",@progbits
