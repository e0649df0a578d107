// Convolutions: products with patches that are packed on the way. Elements of bfloat16 are widened
// there, and results rounded once. Each must equal the default of backend.h of that name, but for
// the order of the sums.
#pragma once
#include "keratin/backend/cpu/sparse_product.h"
#include "keratin/backend/window_calls.h"

namespace keratin::cpu {

/// Whether the functions below take such a call: float32 or, for most windows, bfloat16.
bool is_convolved(const ConvolutionCall& call);
bool is_convolved(const ConvolutionInputGradientCall& call);
bool is_convolved(const ConvolutionKernelGradientCall& call);

/// `finish` sees each tile of y [rows, units] while it is in the cache; its rows are y's last axis
/// apart; where y is bfloat16, before it is rounded. On the pool.
void convolution(const ConvolutionCall& call, FinishTile finish);
void convolution_input_gradient(const ConvolutionInputGradientCall& call);
void convolution_kernel_gradient(const ConvolutionKernelGradientCall& call);

}  // namespace keratin::cpu
