// Products of many matrices at once, on the pool.
#pragma once
#include "keratin/tensor/view.h"

namespace keratin::cpu {

/// y [..., m, n] = a [..., m, k] . b [..., k, n] for float32 and rank >= 3; leading axes are equal,
/// and may be stretched. Must equal ReferenceBackend::matmul but for the order of the sums, which
/// depends on the shape alone. False, and nothing is done, where the matrices lie so that gemm
/// cannot read them.
bool batched_product(const ConstView& a, const ConstView& b, const View& y);

}  // namespace keratin::cpu
