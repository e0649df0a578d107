// Where the elements of a dataset are in its file.
#pragma once
#include <array>
#include <vector>

#include "keratin/saving/hdf5/datatype_internal.h"
#include "keratin/saving/hdf5/filters_internal.h"
#include "keratin/saving/hdf5/object_header_internal.h"

namespace keratin::saving::hdf5 {

struct Chunk {
  uint64_t number = 0;  // row-major, among all chunks
  uint64_t address = 0, size = 0;
  uint32_t mask = 0;  // filters that it went without
};

struct Elements {
  uint64_t address = kNowhere;     // of all of them when there are no chunks
  std::vector<Chunk> chunks = {};  // each of them, in order
  std::vector<uint64_t> lengths = {}, chunk_lengths = {};
  uint64_t chunk_bytes = 0;
  Filters filters = {};
  uint64_t itemsize = 0;
  bool is_swapped = false, is_bool = false;
};

/// Throws for elements that are not in the file, or not all of them.
Elements find_elements(Blocks& blocks, const ObjectHeader& header, const Datatype& type,
                       const std::vector<uint64_t>& lengths);

/// Throws for elements that are in other files.
void refuse_foreign_elements(Blocks& blocks, const ObjectHeader& header);

/// What a layout says of chunks.
struct ChunkLayout {
  enum class Index { tree, single, implicit, fixed_array, tree_v2 };

  Index index = Index::tree;
  int version = 3;
  uint64_t address = kNowhere;  // of the index
  uint64_t single_size = 0;     // stored bytes of the only chunk, if it is filtered
  uint32_t single_mask = 0;
};

/// Fills elements.chunks, from the rest of which it is known what chunks there must be.
void read_chunks(Blocks& blocks, const ChunkLayout& layout, Elements& elements);

/// Lengths of the grid of chunks.
std::vector<uint64_t> grid_of(const Elements& elements);

/// Fills `out` with all elements, as Hdf5Reader::read does.
void read_elements(const ByteSource& source, const std::string& place, const Elements& elements,
                   std::span<uint8_t> out);

/// Throws for what undoing the filters of a chunk finds broken.
void check_elements(const ByteSource& source, const std::string& place, const Elements& elements);

}  // namespace keratin::saving::hdf5
