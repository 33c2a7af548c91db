#include "fused.h"

hidden float __nearbyintf_plain(float);

#define nearbyintf __nearbyintf_plain
#include "../nearbyintf.c"
#undef nearbyintf

/* What has fused multiplication has SSE 4.1; 12: as the mode says, without a flag. */
float nearbyintf(float x)
{
	if (!fused()) return __nearbyintf_plain(x);
	__asm__ ("vroundss $12, %0, %0, %0" : "+x"(x));
	return x;
}
