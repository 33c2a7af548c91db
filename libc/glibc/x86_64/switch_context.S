# getcontext(3) and its relatives. A ucontext_t has the general registers from
# byte 40 on (r8-r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip), the pointer to the
# floating-point state at 224, the signal mask at 296 and room for that state at 424.
# Safety: these change the stack pointer, as their callers ask; what a call preserves is
# saved and restored, and nothing below the stack pointer is relied on.
.text

#define R12 72
#define R13 80
#define R14 88
#define R15 96
#define RDI 104
#define RSI 112
#define RBP 120
#define RBX 128
#define RDX 136
#define RCX 152
#define RSP 160
#define RIP 168
#define R8 40
#define R9 48
#define FPREGS 224
#define MASK 296
#define FPSTATE 424
#define MXCSR 24

# What a call preserves of the caller, to the context at \c.
.macro save c
	mov %rbx,RBX(\c)
	mov %rbp,RBP(\c)
	mov %r12,R12(\c)
	mov %r13,R13(\c)
	mov %r14,R14(\c)
	mov %r15,R15(\c)
	mov %rdi,RDI(\c)
	mov %rsi,RSI(\c)
	mov %rdx,RDX(\c)
	mov %rcx,RCX(\c)
	mov %r8,R8(\c)
	mov %r9,R9(\c)
	mov (%rsp),%rcx
	mov %rcx,RIP(\c)
	lea 8(%rsp),%rcx
	mov %rcx,RSP(\c)
	lea FPSTATE(\c),%rcx
	mov %rcx,FPREGS(\c)
	fnstenv (%rcx)
	fldenv (%rcx)
	stmxcsr MXCSR(%rcx)
.endm

.global glibc_getcontext
.type glibc_getcontext,@function
glibc_getcontext:
	.cfi_startproc
	save %rdi
	lea MASK(%rdi),%rdx
	xor %esi,%esi
	mov $2,%edi
	sub $8,%rsp
	.cfi_adjust_cfa_offset 8
	call glibc_context_mask
	add $8,%rsp
	.cfi_adjust_cfa_offset -8
	xor %eax,%eax
	ret
	.cfi_endproc
.size glibc_getcontext, . - glibc_getcontext

.global glibc_swapcontext
.type glibc_swapcontext,@function
glibc_swapcontext:
	.cfi_startproc
	save %rdi
	push %rsi
	.cfi_adjust_cfa_offset 8
	lea MASK(%rdi),%rdx
	lea MASK(%rsi),%rsi
	mov $2,%edi
	call glibc_context_mask
	pop %rdi
	.cfi_adjust_cfa_offset -8
	jmp 1f
	.cfi_endproc
.size glibc_swapcontext, . - glibc_swapcontext

.global glibc_setcontext
.type glibc_setcontext,@function
glibc_setcontext:
	.cfi_startproc
	push %rdi
	.cfi_adjust_cfa_offset 8
	lea MASK(%rdi),%rsi
	xor %edx,%edx
	mov $2,%edi
	call glibc_context_mask
	pop %rdi
	.cfi_adjust_cfa_offset -8
1:	mov FPREGS(%rdi),%rcx
	fldenv (%rcx)
	ldmxcsr MXCSR(%rcx)
	mov RSP(%rdi),%rsp
	mov RBX(%rdi),%rbx
	mov RBP(%rdi),%rbp
	mov R12(%rdi),%r12
	mov R13(%rdi),%r13
	mov R14(%rdi),%r14
	mov R15(%rdi),%r15
	mov RIP(%rdi),%rcx
	push %rcx
	mov RSI(%rdi),%rsi
	mov RDX(%rdi),%rdx
	mov RCX(%rdi),%rcx
	mov R8(%rdi),%r8
	mov R9(%rdi),%r9
	mov RDI(%rdi),%rdi
	xor %eax,%eax
	ret
	.cfi_endproc
.size glibc_setcontext, . - glibc_setcontext

# Where a function that makecontext set up returns to; rbx has the place of the next context.
.hidden glibc_context_end
.global glibc_context_end
.type glibc_context_end,@function
glibc_context_end:
	.cfi_startproc
	.cfi_undefined %rip
	mov (%rbx),%rdi
	test %rdi,%rdi
	jz 1f
	call glibc_setcontext
1:	xor %edi,%edi
	call exit
	hlt
	.cfi_endproc
.size glibc_context_end, . - glibc_context_end

.symver glibc_getcontext, getcontext@GLIBC
.symver glibc_setcontext, setcontext@GLIBC
.symver glibc_swapcontext, swapcontext@GLIBC
