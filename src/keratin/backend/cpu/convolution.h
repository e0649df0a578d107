// Convolutions of float32: products with patches that are packed on the way. Each must equal the
// default of backend.h of that name, but for the order of the sums.
#pragma once
#include "keratin/backend/cpu/sparse_product.h"
#include "keratin/backend/window_calls.h"

namespace keratin::cpu {

/// `finish` sees each tile of y [rows, units] while it is in the cache; its rows are y's last axis
/// apart. On the pool.
void convolution(const ConvolutionCall& call, FinishTile finish);
void convolution_input_gradient(const ConvolutionInputGradientCall& call);
void convolution_kernel_gradient(const ConvolutionKernelGradientCall& call);

}  // namespace keratin::cpu
