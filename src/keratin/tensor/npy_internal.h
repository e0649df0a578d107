// What a .npy file says of its array.
#pragma once
#include "keratin/base/byte_source_internal.h"
#include "keratin/tensor/dtype.h"
#include "keratin/tensor/shape.h"

namespace keratin {

struct NpyHeader {
  DType dtype = DType::float32;
  Shape shape = {};
  uint64_t bytes = 0;  // of the elements, as the file has them
};

/// Throws FileError, naming the file, for what is no .npy file.
NpyHeader npy_header(const ByteSource& file);

}  // namespace keratin
