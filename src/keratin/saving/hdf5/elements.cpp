// The elements of a dataset, from its file into memory.
#include "keratin/saving/hdf5/elements_internal.h"

#include <algorithm>
#include <cstring>

namespace keratin::saving::hdf5 {
namespace {

/// One chunk's way into the whole: the elements of it that the dataset has, row by row.
class ChunkCopy {
 public:
  ChunkCopy(const Elements& elements, const uint8_t* chunk, uint8_t* out)
      : elements_(elements), chunk_(chunk), out_(out) {}

  void copy(uint64_t number) {
    const std::vector<uint64_t> grid = grid_of(elements_);
    begin_.resize(grid.size());
    for (size_t axis = grid.size(); axis-- > 0; number /= grid[axis]) {
      begin_[axis] = number % grid[axis] * elements_.chunk_lengths[axis];
    }
    copy_axis(0, 0, 0);
  }

 private:
  /// `from` and `to` count rows of the axis, within the chunk and the whole.
  void copy_axis(size_t axis, uint64_t from, uint64_t to) {
    const uint64_t length = elements_.lengths[axis], chunk = elements_.chunk_lengths[axis];
    const uint64_t count = std::min(chunk, length - begin_[axis]);
    from *= chunk;
    to = to * length + begin_[axis];
    if (axis + 1 == begin_.size()) {
      const uint64_t size = elements_.itemsize;
      std::memcpy(out_ + to * size, chunk_ + from * size, count * size);
      return;
    }
    for (uint64_t i = 0; i < count; ++i) copy_axis(axis + 1, from + i, to + i);
  }

  const Elements& elements_;
  const uint8_t* chunk_;
  uint8_t* out_;
  std::vector<uint64_t> begin_;
};

void read_chunk(const ByteSource& source, const std::string& place, const Elements& elements,
                const Chunk& chunk, uint8_t* out) {
  std::vector<uint8_t> bytes(chunk.size);
  source.read(chunk.address, bytes);
  bytes = undo_filters(place, elements.filters, chunk.mask, std::move(bytes), elements.chunk_bytes,
                       elements.itemsize);
  ChunkCopy(elements, bytes.data(), out).copy(chunk.number);
}

}  // namespace

void read_elements(const ByteSource& source, const std::string& place, const Elements& elements,
                   std::span<uint8_t> out) {
  if (out.empty()) return;
  if (elements.chunks.empty()) source.read(elements.address, out);
  for (const Chunk& chunk : elements.chunks) {
    read_chunk(source, place, elements, chunk, out.data());
  }
  if (elements.is_bool) {  // a bool of C++ has no other values
    std::transform(out.begin(), out.end(), out.begin(), [](uint8_t x) { return uint8_t{x != 0}; });
  }
  if (!elements.is_swapped || elements.itemsize == 1) return;
  for (auto at = out.begin(); at != out.end(); at += static_cast<ptrdiff_t>(elements.itemsize)) {
    std::reverse(at, at + static_cast<ptrdiff_t>(elements.itemsize));
  }
}

}  // namespace keratin::saving::hdf5
