// The links of a group of an HDF5 file, in each of the three ways in which they are kept.
#pragma once
#include <string>
#include <vector>

#include "keratin/saving/hdf5/object_header_internal.h"

namespace keratin::saving::hdf5 {

struct Link {
  std::string name;
  uint64_t address;  // of the object header
};

bool is_group(const ObjectHeader& header);

/// All links, in the order of the file. Throws for links that lead to names instead of objects.
std::vector<Link> read_links(Blocks& blocks, const ObjectHeader& header);

}  // namespace keratin::saving::hdf5
