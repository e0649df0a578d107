// The elements of a dataset, from its file into memory.
#include "keratin/saving/hdf5/elements_internal.h"

#include <algorithm>
#include <cstring>

namespace keratin::saving::hdf5 {
namespace {

/// One chunk's way into the whole: the elements of it that the dataset has.
class ChunkCopy {
 public:
  ChunkCopy(const Elements& elements, uint64_t number) {
    const std::vector<uint64_t> grid = grid_of(elements);
    uint64_t from = elements.itemsize, to = elements.itemsize;
    for (size_t axis = grid.size(); axis-- > 0; number /= grid[axis]) {
      const uint64_t length = elements.lengths[axis], chunk = elements.chunk_lengths[axis];
      const uint64_t begin = number % grid[axis] * chunk;
      add({std::min(chunk, length - begin), from, to}, elements.itemsize);
      start_ += begin * to;
      from *= chunk;
      to *= length;
    }
  }

  void copy(const uint8_t* chunk, uint8_t* out) const {
    copy_axis(axes_.size(), chunk, out + start_);
  }

 private:
  struct Axis {
    uint64_t count, from, to;  // bytes from one to the next, in the chunk and the whole
  };

  /// From the last axis on: those that lie one after the other in both become one, for there may be
  /// millions of rows of one element.
  void add(Axis axis, uint64_t itemsize) {
    if (row_ == 0) row_ = itemsize;
    if (axis.count == 1) return;
    if (axes_.empty() && axis.from == row_ && axis.to == row_) {
      row_ *= axis.count;
    } else {
      axes_.push_back(axis);
    }
  }

  void copy_axis(size_t axes, const uint8_t* from, uint8_t* to) const {
    if (axes == 0) {
      std::memcpy(to, from, row_);
      return;
    }
    const Axis& axis = axes_[axes - 1];
    for (uint64_t i = 0; i < axis.count; ++i) {
      copy_axis(axes - 1, from + i * axis.from, to + i * axis.to);
    }
  }

  std::vector<Axis> axes_;  // the last one first
  uint64_t row_ = 0;        // bytes that are copied at once
  uint64_t start_ = 0;
};

std::vector<uint8_t> bytes_of(const ByteSource& source, const std::string& place,
                              const Elements& elements, const Chunk& chunk) {
  std::vector<uint8_t> bytes(chunk.size);
  source.read(chunk.address, bytes);
  return undo_filters(place, elements.filters, chunk.mask, std::move(bytes), elements.chunk_bytes,
                      elements.itemsize);
}

}  // namespace

void read_elements(const ByteSource& source, const std::string& place, const Elements& elements,
                   std::span<uint8_t> out) {
  if (out.empty()) return;
  if (elements.chunks.empty()) source.read(elements.address, out);
  for (const Chunk& chunk : elements.chunks) {
    const std::vector<uint8_t> bytes = bytes_of(source, place, elements, chunk);
    ChunkCopy(elements, chunk.number).copy(bytes.data(), out.data());
  }
  if (elements.is_bool) {  // a bool of C++ has no other values
    std::transform(out.begin(), out.end(), out.begin(), [](uint8_t x) { return uint8_t{x != 0}; });
  }
  if (!elements.is_swapped || elements.itemsize == 1) return;
  for (auto at = out.begin(); at != out.end(); at += static_cast<ptrdiff_t>(elements.itemsize)) {
    std::reverse(at, at + static_cast<ptrdiff_t>(elements.itemsize));
  }
}

void check_elements(const ByteSource& source, const std::string& place, const Elements& elements) {
  if (elements.filters.empty()) return;
  for (const Chunk& chunk : elements.chunks) bytes_of(source, place, elements, chunk);
}

}  // namespace keratin::saving::hdf5
