// Convolutions in which each channel is a group of its own: y[output, c] = sum over places of
// x[seen, c] * kernel[place, c]. No product of matrices: rows of channels, multiplied in registers.
#pragma once
#include "keratin/backend/cpu/float_runs.h"
#include "keratin/backend/cpu/patches.h"
#include "keratin/backend/cpu/sparse_product.h"

namespace keratin::cpu {

/// Results of bfloat16 have at most so many channels.
inline constexpr int64_t kMostRoundedChannels = 4096;
void depthwise(const WindowGrid& grid, FloatRuns x, const float* kernel, ResultRuns y,
               FinishTile finish);
void depthwise_input_gradient(const WindowGrid& grid, FloatRuns dy, const float* kernel,
                              ResultRuns dx);
/// dkernel += the gradient of the outputs [begin, end) of all samples. One thread. x and dy are of
/// one dtype.
void depthwise_kernel_gradient(const WindowGrid& grid, FloatRuns x, FloatRuns dy, int64_t begin,
                               int64_t end, float* dkernel);

}  // namespace keratin::cpu
