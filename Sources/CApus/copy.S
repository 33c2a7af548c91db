/* Memory of the program, read and written from inside the kernel. A fault here
 * is no fault of the program: the handler of SIGSEGV and SIGBUS finds the
 * instruction between apus_copy_begin and apus_copy_end and goes on at a landing,
 * apus_copy_slowly where a part may be copied yet, or apus_word_fault.
 *
 * Safety: any address may be passed for the program's side; the kernel's side is
 * the caller's to know. */

#include "entry.h"

	.globl apus_copy_begin, apus_copy_short_end, apus_copy_end, apus_copy_slowly, apus_copy_stopped
	.globl apus_word_begin, apus_word_end, apus_word_fault
	.hidden apus_copy_begin, apus_copy_short_end, apus_copy_end, apus_copy_slowly, apus_copy_stopped
	.hidden apus_word_begin, apus_word_end, apus_word_fault

	.text
/* The bytes that could not be copied of n: to in %rdi, from in %rsi, n in %rdx. */
entry apus_copy
apus_copy_begin:
	cmp $16,%rdx
	jb 2f
	cmp $64,%rdx
	ja apus_copy_slowly
	movups (%rsi),%xmm0
	movups -16(%rsi,%rdx),%xmm1
	cmp $32,%rdx
	jbe 1f
	movups 16(%rsi),%xmm2
	movups -32(%rsi,%rdx),%xmm3
	movups %xmm2,16(%rdi)
	movups %xmm3,-32(%rdi,%rdx)
1:	movups %xmm0,(%rdi)
	movups %xmm1,-16(%rdi,%rdx)
	xor %eax,%eax
	ret
2:	cmp $8,%edx
	jb 3f
	mov (%rsi),%rax
	mov -8(%rsi,%rdx),%rcx
	mov %rax,(%rdi)
	mov %rcx,-8(%rdi,%rdx)
	xor %eax,%eax
	ret
3:	cmp $4,%edx
	jb apus_copy_slowly
	mov (%rsi),%eax
	mov -4(%rsi,%rdx),%ecx
	mov %eax,(%rdi)
	mov %ecx,-4(%rdi,%rdx)
	xor %eax,%eax
	ret
apus_copy_short_end:
/* Faults above start again here, byte for byte as far as it goes. */
apus_copy_slowly:
	mov %rdx,%rcx
	rep movsb
apus_copy_end:
apus_copy_stopped:
	mov %rcx,%rax
	ret
finish apus_copy

/* The same for n times the byte in %esi. */
	.globl apus_fill_begin, apus_fill_end
	.hidden apus_fill_begin, apus_fill_end
entry apus_fill
	mov %esi,%eax
	mov %rdx,%rcx
apus_fill_begin:
	rep stosb
apus_fill_end:
	mov %rcx,%rax
	ret
finish apus_fill

/* 0, and the word at %rdi in *%rsi, or -EFAULT. */
entry apus_load_word
apus_word_begin:
	mov (%rdi),%eax
	mov %eax,(%rsi)
	xor %eax,%eax
	ret
finish apus_load_word

/* 0 where the word at %rdi was %esi and is %edx now, 1 where it was another; what
 * was there in *%rcx. Or -EFAULT. */
entry apus_replace_word
	mov %esi,%eax
	lock cmpxchg %edx,(%rdi)
	mov %eax,(%rcx)
	setne %al
	movzbl %al,%eax
	ret
apus_word_end:
apus_word_fault:
	mov $-14,%rax
	ret
finish apus_replace_word

	.section .note.GNU-stack,"",@progbits
