// Writing HDF5 files of weights: libhdf5 is known here and in its driver alone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::saving {

/// A group, or with a tensor a dataset. Groups on the way to it need no entry of their own.
struct Hdf5Entry {
  std::string path;  // "/layers/dense/vars/0"; "/" is the root
  std::optional<Tensor> tensor = {};
  /// Strings, bools, integers, numbers, and lists of one of them. A list of strings is written as
  /// Keras writes its names, an empty one as no numbers, as NumPy has it. One attribute takes less
  /// than 64 kB, in which a string of a list counts 16 bytes.
  Config attributes = {};
};

/// Writes into the file from `begin` on, and gives the number of bytes; the caller commits them.
/// The same entries give the same bytes. Elements go from the tensors' memory into the file;
/// bfloat16 becomes what Keras makes of it. Throws FileError for what cannot be written.
uint64_t write_hdf5(AtomicFile& file, const std::vector<Hdf5Entry>& entries, uint64_t begin = 0);
/// The same in place of what has that path, whole or not at all.
void write_hdf5(const std::string& path, const std::vector<Hdf5Entry>& entries);

}  // namespace keratin::saving
