// The records of a B-tree of version 2, which dense groups, attributes and chunks are listed in.
#pragma once
#include <functional>

#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {

enum class RecordType : uint8_t {
  huge_object = 1,
  link_name = 5,
  attribute_name = 8,
  chunk = 10,
  filtered_chunk = 11,
};

/// Calls `visit` with each record of the tree at `address`, in order.
void read_records(Blocks& blocks, uint64_t address, RecordType type,
                  const std::function<void(Cursor& record)>& visit);

}  // namespace keratin::saving::hdf5
