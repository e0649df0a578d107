// For which kinds of registers Highway compiles the kernels; before <hwy/highway.h>. Not for those of
// unknown size, which cannot be kept in arrays or structs. Of the small ones those that every x86 of
// 64 bits has stand for all: each kind costs as much time to compile as all the rest of a source.
#pragma once
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SSE4 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
