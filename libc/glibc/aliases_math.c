/* glibc's further names for functions of <math.h> and <complex.h>: _FloatN types that are
 * float, double or long double here, and what -ffast-math called before glibc 2.31. */
#include "glibc.h"

#define FLOATS(name) \
	GLIBC_ALIAS(name##f32, name##f) GLIBC_ALIAS(name##f32x, name) \
	GLIBC_ALIAS(name##f64, name) GLIBC_ALIAS(name##f64x, name##l)
#define FLOATS_R(name) \
	GLIBC_ALIAS(name##f32_r, name##f_r) GLIBC_ALIAS(name##f32x_r, name##_r) \
	GLIBC_ALIAS(name##f64_r, name##_r) GLIBC_ALIAS(name##f64x_r, name##l_r)

FLOATS(acos) FLOATS(acosh) FLOATS(asin) FLOATS(asinh) FLOATS(atan) FLOATS(atan2) FLOATS(atanh) FLOATS(cbrt) FLOATS(ceil)
FLOATS(copysign) FLOATS(cos) FLOATS(cosh) FLOATS(erf) FLOATS(erfc) FLOATS(exp) FLOATS(exp10) FLOATS(exp2) FLOATS(expm1)
FLOATS(fabs) FLOATS(fdim) FLOATS(floor) FLOATS(fma) FLOATS(fmax) FLOATS(fmin) FLOATS(fmod) FLOATS(frexp) FLOATS(hypot)
FLOATS(ilogb) FLOATS(ldexp) FLOATS(lgamma) FLOATS_R(lgamma) FLOATS(llrint) FLOATS(llround) FLOATS(log) FLOATS(log10)
FLOATS(log1p) FLOATS(log2) FLOATS(logb) FLOATS(lrint) FLOATS(lround) FLOATS(modf) FLOATS(nan) FLOATS(nearbyint)
FLOATS(nextafter) FLOATS(pow) FLOATS(remainder) FLOATS(remquo) FLOATS(rint) FLOATS(round) FLOATS(scalbln) FLOATS(scalbn)
FLOATS(sin) FLOATS(sincos) FLOATS(sinh) FLOATS(sqrt) FLOATS(tan) FLOATS(tanh) FLOATS(tgamma) FLOATS(trunc)

FLOATS(cabs) FLOATS(cacos) FLOATS(cacosh) FLOATS(carg) FLOATS(casin) FLOATS(casinh) FLOATS(catan) FLOATS(catanh) FLOATS(ccos)
FLOATS(ccosh) FLOATS(cexp) FLOATS(cimag) FLOATS(clog) FLOATS(conj) FLOATS(cpow) FLOATS(cproj) FLOATS(creal) FLOATS(csin)
FLOATS(csinh) FLOATS(csqrt) FLOATS(ctan) FLOATS(ctanh)

#define FINITE(name) GLIBC_ALIAS(__##name##_finite, name) GLIBC_ALIAS(__##name##f_finite, name##f)
#define FINITE_L(name) FINITE(name) GLIBC_ALIAS(__##name##l_finite, name##l)
FINITE_L(acos) FINITE_L(acosh) FINITE_L(asin) FINITE_L(atan2) FINITE_L(atanh) FINITE_L(cosh) FINITE_L(exp) FINITE_L(exp10)
FINITE_L(exp2) FINITE_L(fmod) FINITE_L(hypot) FINITE_L(log) FINITE_L(log10) FINITE_L(log2) FINITE_L(pow)
FINITE_L(remainder) FINITE_L(sinh) FINITE_L(sqrt)
FINITE(j0) FINITE(j1) FINITE(jn) FINITE(y0) FINITE(y1) FINITE(yn) FINITE(scalb)
GLIBC_ALIAS(__lgamma_r_finite, lgamma_r) GLIBC_ALIAS(__lgammaf_r_finite, lgammaf_r) GLIBC_ALIAS(__lgammal_r_finite, lgammal_r)
GLIBC_ALIAS(__gamma_r_finite, lgamma_r) GLIBC_ALIAS(__gammaf_r_finite, lgammaf_r) GLIBC_ALIAS(__gammal_r_finite, lgammal_r)
