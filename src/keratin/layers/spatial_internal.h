// Where the spatial axes of an input stand: behind the batch, or behind the channels.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "keratin/layers/data_format.h"
#include "keratin/layers/per_axis.h"
#include "keratin/tensor/tensor.h"

namespace keratin::layers {

/// Throw ValueError for a negative margin, and for a number below 1.
void check_margins(std::string_view class_name, std::string_view argument,
                   std::span<const Margin> margins);
void check_sizes(std::string_view class_name, std::string_view argument,
                 std::span<const int64_t> numbers);

/// The first of n spatial axes: 1, or 2 where the channels come first. Throws ShapeError unless x
/// has n + 2 axes.
int first_spatial_axis(const Tensor& x, int n, DataFormat data_format = {});

}  // namespace keratin::layers
