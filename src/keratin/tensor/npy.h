// NumPy's files: one array (.npy) and named arrays in a zip archive (.npz).
// Format: numpy.lib.format, versions 1.0 to 3.0.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// The array of a .npy file, of either byte order; Fortran order becomes a view with such strides.
/// Throws FileError, naming the file, for anything that is not a whole array of a known dtype.
Tensor load_npy(const std::string& path);
void save_npy(const std::string& path, const Tensor& x);

/// Arrays and their names, in the order of the file.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;
NamedTensors load_npz(const std::string& path);
void save_npz(const std::string& path, const NamedTensors& arrays);

/// The same from and to bytes; `name` is what errors say.
Tensor parse_npy(const std::string& name, const std::vector<uint8_t>& bytes);
std::vector<uint8_t> npy_bytes(const Tensor& x);

}  // namespace keratin
