// The stable order of one line of elements: shared by the plain sort and the one on the pool.
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "keratin/backend/element_chunks_internal.h"
#include "keratin/base/memory.h"

namespace keratin::reference {

/// The elements of a view of one axis, to be compared: NaN comes last.
template <class C>
class Keys {
 public:
  explicit Keys(const ConstView& line) : keys_(static_cast<size_t>(line.shape[0])) {
    ChunkReader<C> elements(line);
    elements.start(0);
    const auto size = static_cast<int64_t>(keys_.size());
    for (int64_t begin = 0; begin < size; begin += kChunk) {
      const int64_t n = std::min(kChunk, size - begin);
      std::copy_n(elements.read(begin, n), n, keys_.data() + begin);
    }
  }

  bool operator()(int32_t i, int32_t j) const {
    const C a = keys_[static_cast<size_t>(i)], b = keys_[static_cast<size_t>(j)];
    return a < b || (b != b && a == a);
  }
  /// order [end - begin] = the indices from begin to end, sorted.
  void sort(int64_t begin, int64_t end, int32_t* order) const {
    std::iota(order, order + (end - begin), static_cast<int32_t>(begin));
    std::stable_sort(order, order + (end - begin), std::cref(*this));
  }

 private:
  std::vector<C, RecycledAllocator<C>> keys_;
};

}  // namespace keratin::reference
