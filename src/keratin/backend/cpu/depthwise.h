// Convolutions in which each channel is a group of its own: y[output, c] = sum over places of
// x[seen, c] * kernel[place, c]. No product of matrices: rows of channels, multiplied in registers.
#pragma once
#include "keratin/backend/cpu/patches.h"
#include "keratin/backend/cpu/sparse_product.h"

namespace keratin::cpu {

void depthwise(const WindowGrid& grid, const float* x, const float* kernel, float* y,
               FinishTile finish);
void depthwise_input_gradient(const WindowGrid& grid, const float* dy, const float* kernel,
                              float* dx);
/// dkernel += the gradient of the outputs [begin, end) of all samples. One thread.
void depthwise_kernel_gradient(const WindowGrid& grid, const float* x, const float* dy,
                               int64_t begin, int64_t end, float* dkernel);

}  // namespace keratin::cpu
