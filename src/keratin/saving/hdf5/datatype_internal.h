// What elements and attributes of an HDF5 file are made of, and how many of them there are.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {

struct Datatype {
  enum class Kind { number, boolean, fixed_string, variable_string, raw, reference, other };

  Kind kind = Kind::other;
  uint64_t size = 0;  // bytes of one element, never 0
  bool is_big_endian = false;
  bool is_space_padded = false;     // fixed strings: else the first NUL ends them
  std::optional<DType> dtype = {};  // of numbers and bools
  std::string name = {};            // what errors call it
};

Datatype read_datatype(const Blocks& blocks, Cursor& message);

/// The lengths of the axes; none for no elements at all (a "null" dataspace).
using Lengths = std::optional<std::vector<uint64_t>>;
Lengths read_dataspace(const Blocks& blocks, Cursor& message);

/// Product of the lengths.
uint64_t count_of(const Blocks& blocks, const std::vector<uint64_t>& lengths);

}  // namespace keratin::saving::hdf5
