#include "keratin/backend/memory_plan_internal.h"

#include <gtest/gtest.h>

#include "keratin/base/random.h"

namespace keratin {
namespace {

bool meet(const MemoryPlan::Life& a, const MemoryPlan::Life& b) {
  return a.first <= b.last && b.first <= a.last;
}

TEST(MemoryPlan, UsesAPlaceAgain) {
  const MemoryPlan plan = MemoryPlan::of({{100, 0, 1}, {100, 2, 3}, {64, 1, 2}});
  EXPECT_EQ(plan.offsets, (std::vector<size_t>{0, 0, 128}));
  EXPECT_EQ(plan.bytes, 192U);
}

TEST(MemoryPlan, FillsTheLowestGapThatIsLongEnough) {
  const MemoryPlan plan = MemoryPlan::of({{640, 0, 9}, {320, 0, 2}, {256, 3, 9}, {64, 3, 9}});
  EXPECT_EQ(plan.offsets, (std::vector<size_t>{0, 640, 640, 896}));
  EXPECT_EQ(plan.bytes, 960U);
}

TEST(MemoryPlan, GivesNothingToWhatIsNotUsed) {
  EXPECT_EQ(MemoryPlan::of({}).bytes, 0U);
  EXPECT_EQ(MemoryPlan::of({{}, {}}).bytes, 0U);
}

TEST(MemoryPlan, NeverGivesOnePlaceToTwoWhoMeet) {
  RandomSequence random({.seed = 1, .stream = 0, .step = 0});
  for (int round = 0; round < 50; ++round) {
    std::vector<MemoryPlan::Life> lives;
    size_t asked = 0, largest = 0;
    for (int i = 0; i < 60; ++i) {
      const size_t first = random.next_below(100);
      lives.push_back({random.next_below(1000), first, first + random.next_below(20)});
      asked += (lives.back().bytes + 63) / 64 * 64;
      largest = std::max(largest, lives.back().bytes);
    }
    const MemoryPlan plan = MemoryPlan::of(lives);
    EXPECT_LE(plan.bytes, asked);
    EXPECT_GE(plan.bytes, largest);
    for (size_t a = 0; a < lives.size(); ++a) {
      EXPECT_EQ(plan.offsets[a] % 64, 0U);
      EXPECT_LE(plan.offsets[a] + lives[a].bytes, plan.bytes);
      for (size_t b = 0; b < a; ++b) {
        if (!meet(lives[a], lives[b])) continue;
        EXPECT_TRUE(plan.offsets[a] + lives[a].bytes <= plan.offsets[b] ||
                    plan.offsets[b] + lives[b].bytes <= plan.offsets[a]);
      }
    }
  }
}

}  // namespace
}  // namespace keratin
