#include "keratin/backend/memory_plan_internal.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "keratin/base/memory.h"

namespace keratin {

size_t MemoryPlan::rounded(size_t bytes) {
  return (bytes + kMemoryAlignment - 1) / kMemoryAlignment * kMemoryAlignment;
}

MemoryPlan MemoryPlan::of(const std::vector<Life>& lives) {
  MemoryPlan plan{.offsets = std::vector<size_t>(lives.size(), 0)};
  std::vector<size_t> by_size(lives.size());
  std::iota(by_size.begin(), by_size.end(), size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](size_t a, size_t b) { return lives[a].bytes > lives[b].bytes; });
  std::vector<size_t> placed;
  for (const size_t i : by_size) {
    const Life& life = lives[i];
    if (life.bytes == 0) break;
    std::vector<std::pair<size_t, size_t>> taken;  // [begin, end) of those who live meanwhile
    for (const size_t other : placed) {
      if (lives[other].last < life.first || life.last < lives[other].first) continue;
      const size_t begin = plan.offsets[other];
      taken.emplace_back(begin, begin + rounded(lives[other].bytes));
    }
    std::sort(taken.begin(), taken.end());
    size_t at = 0;
    for (const auto& [begin, end] : taken) {
      if (at + rounded(life.bytes) <= begin) break;
      at = std::max(at, end);
    }
    plan.offsets[i] = at;
    plan.bytes = std::max(plan.bytes, at + rounded(life.bytes));
    placed.push_back(i);
  }
  return plan;
}

}  // namespace keratin
