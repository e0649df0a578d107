// What HDF5 does to the bytes of a chunk on their way into a file.
#pragma once
#include <string>
#include <vector>

#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {

enum class Filter : uint16_t { deflate = 1, shuffle = 2, fletcher32 = 3 };

/// In the order in which they were applied; a chunk's mask says which ones it went without.
using Filters = std::vector<Filter>;

Filters read_filters(const Blocks& blocks, Cursor message);

/// Throws unless `stored` bytes behind these filters can hold `wanted` ones.
void check_stored_size(const Blocks& blocks, const Filters& filters, uint32_t mask, uint64_t stored,
                       uint64_t wanted);
bool is_compressed(const Filters& filters);

/// The `wanted` bytes that were stored as these. `place` is what errors begin with.
std::vector<uint8_t> undo_filters(const std::string& place, const Filters& filters, uint32_t mask,
                                  std::vector<uint8_t> bytes, uint64_t wanted, uint64_t itemsize);

}  // namespace keratin::saving::hdf5
