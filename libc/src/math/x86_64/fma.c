#include "fused.h"

hidden double __fma_plain(double, double, double);

#define fma __fma_plain
#include "../fma.c"
#undef fma

double fma(double x, double y, double z)
{
	if (!fused()) return __fma_plain(x, y, z);
	__asm__ ("vfmadd132sd %1, %2, %0" : "+x"(x) : "x"(y), "x"(z));
	return x;
}
