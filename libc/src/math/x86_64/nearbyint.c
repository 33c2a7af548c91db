#include "fused.h"

hidden double __nearbyint_plain(double);

#define nearbyint __nearbyint_plain
#include "../nearbyint.c"
#undef nearbyint

/* What has fused multiplication has SSE 4.1; 12: as the mode says, without a flag. */
double nearbyint(double x)
{
	if (!fused()) return __nearbyint_plain(x);
	__asm__ ("vroundsd $12, %0, %0, %0" : "+x"(x));
	return x;
}
