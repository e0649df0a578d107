// The attributes of an object of an HDF5 file.
#pragma once
#include <vector>

#include "keratin/saving/hdf5/heap_internal.h"
#include "keratin/saving/hdf5/object_header_internal.h"

namespace keratin::saving::hdf5 {

/// In the order of the file. `texts` is the file's, in which it keeps those of variable length.
std::vector<Hdf5Attribute> read_attributes(Blocks& blocks, GlobalHeap& texts,
                                           const ObjectHeader& header);

}  // namespace keratin::saving::hdf5
