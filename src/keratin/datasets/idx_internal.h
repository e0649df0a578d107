// The idx format of MNIST's files: two zeros, the element type, the rank, the lengths (big-endian
// 32 bits each), the elements.
#pragma once
#include <string>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::datasets {

/// The uint8 array of an idx file, unpacked first when it ends in .gz. Throws FileError, naming it.
Tensor load_idx(const std::string& path);
Tensor parse_idx(const std::string& name, const std::vector<uint8_t>& bytes);

}  // namespace keratin::datasets
