#ifndef GLIBC_H
#define GLIBC_H

/* Defines NAME for glibc objects alone: libc.so has it in version GLIBC, which no other
 * object asks for. */
#define GLIBC(name) __attribute__((__symver__(#name "@GLIBC"))) glibc_##name

/* Defines NAME as it was in an old version of glibc, for objects that ask for that one. */
#define GLIBC_OLD(name, version) __attribute__((__symver__(#name "@GLIBC_" version))) glibc_old_##name

/* NAME is FUNCTION, one of musl's or of this layer's, under another name. */
#define GLIBC_ALIAS(name, function) GLIBC_ALIAS_(name, function, "GLIBC")
#define GLIBC_OLD_ALIAS(name, version, function) GLIBC_ALIAS_(name, function, "GLIBC_" version)
#define GLIBC_ALIAS_(name, function, version) __asm__( \
	".pushsection .text.glibc_alias,\"ax\",@progbits\n" \
	".globl glibc_alias_" #name "\n.type glibc_alias_" #name ",@function\n" \
	"glibc_alias_" #name ":\n.cfi_startproc\n\tjmp " #function "\n.cfi_endproc\n" \
	".size glibc_alias_" #name ", . - glibc_alias_" #name "\n" \
	".symver glibc_alias_" #name ", " #name "@" version "\n.popsection");

#endif
