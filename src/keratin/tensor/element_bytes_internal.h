// Elements of tensors as files hold them: little-endian, row-major, one after the other.
#pragma once
#include <cstdint>
#include <span>

#include "keratin/base/byte_source_internal.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// Whether a tensor can have that shape: the product of lengths must be small enough for steps not
/// to overflow, even when an axis is empty.
bool is_possible_shape(std::span<const int64_t> shape);

/// A tensor on the host whose elements are the source's bytes from `offset` on, straight from
/// there. The shape must be possible and the bytes there.
Tensor read_elements(const ByteSource& file, uint64_t offset, const Shape& shape, DType dtype);

/// The elements of a row-major tensor on the host, as they lie in memory.
std::span<const uint8_t> element_bytes(const Tensor& x);

}  // namespace keratin
