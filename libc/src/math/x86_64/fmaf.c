#include "fused.h"

hidden float __fmaf_plain(float, float, float);

#define fmaf __fmaf_plain
#include "../fmaf.c"
#undef fmaf

float fmaf(float x, float y, float z)
{
	if (!fused()) return __fmaf_plain(x, y, z);
	__asm__ ("vfmadd132ss %1, %2, %0" : "+x"(x) : "x"(y), "x"(z));
	return x;
}
