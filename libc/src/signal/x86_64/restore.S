/* void __restore_rt(void): rt_sigreturn. The stack holds the ucontext that the
 * host made; the unwind table says where in it each register is, so that
 * debuggers and C++ exceptions see through a signal handler. The kernel looks at
 * the mask in it before the host does. The nop belongs
 * to the range because unwinders look one byte before a return address. */
	.text
	.global __restore_rt
	.hidden __restore_rt
	.type __restore_rt,@function
	.hidden apus_filter_return
	.hidden apus_gate_jump

	.macro saved register,offset
	.cfi_escape 0x10,\register,3,0x77,(\offset&0x7f)|0x80,\offset>>7
	.endm

	.cfi_startproc
	.cfi_signal_frame
	.cfi_escape 0x0f,4,0x77,0xa0,0x01,0x06
	saved 8,40
	saved 9,48
	saved 10,56
	saved 11,64
	saved 12,72
	saved 13,80
	saved 14,88
	saved 15,96
	saved 5,104
	saved 4,112
	saved 6,120
	saved 3,128
	saved 1,136
	saved 0,144
	saved 2,152
	saved 7,160
	saved 16,168
	nop
	.p2align 4
__restore_rt:
	mov %rsp,%rdi
	call apus_filter_return
	mov $15,%eax
	jmp apus_gate_jump
	.cfi_endproc
	.size __restore_rt,.-__restore_rt
	.section .note.GNU-stack,"",@progbits
