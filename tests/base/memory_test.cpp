// The recycler: memory comes back to the thread that gave it, aligned and large enough.
#include "keratin/base/memory.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace keratin {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kRecycles = false;
#else
constexpr bool kRecycles = true;
#endif

TEST(Memory, IsAlignedAndHoldsAllItsBytes) {
  for (size_t bytes = 0; bytes < 5000; bytes += 37) {
    void* memory = recycled_allocate(bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % kMemoryAlignment, 0U);
    std::memset(memory, 0xab, bytes);
    recycled_release(memory, bytes);
  }
}

constexpr size_t kPage = 4096;  // the system rounds large blocks up to pages

TEST(Memory, ClassesHoldWhatTheyPromise) {
  for (int power = 6; power <= 24; ++power) {
    for (const int64_t delta : {-1, 0, 1}) {
      const size_t bytes = (size_t{1} << power) + static_cast<size_t>(delta);
      void* memory = recycled_allocate(bytes);
      EXPECT_GE(malloc_usable_size(memory), bytes);
      EXPECT_LE(malloc_usable_size(memory), bytes + bytes / 4 + kPage);
      recycled_release(memory, bytes);
    }
  }
}

TEST(Memory, GivesTheSameBlockAgain) {
  if (!kRecycles) GTEST_SKIP() << "the sanitizers see every allocation: nothing is recycled";
  void* first = recycled_allocate(100000);
  recycled_release(first, 100000);
  void* second = recycled_allocate(99999);
  EXPECT_EQ(first, second);
  recycled_release(second, 99999);
}

TEST(Memory, AThreadThatOnlyGivesBackKeepsLittle) {
  if (!kRecycles) GTEST_SKIP() << "the sanitizers see every allocation: nothing is recycled";
  constexpr size_t kBytes = 20000;
  constexpr int kBlocks = 2000;
  std::vector<void*> blocks;
  for (int i = 0; i < kBlocks; ++i) blocks.push_back(recycled_allocate(kBytes));
  size_t before = 0, after = 0;
  std::thread([&] {
    before = mallinfo2().uordblks;
    for (void* block : blocks) recycled_release(block, kBytes);
    after = mallinfo2().uordblks;
  }).join();
  EXPECT_LT(after + kBlocks * kBytes * 99 / 100, before);  // they are the system's again
}

TEST(Memory, AThreadKeepsAsManyAsItHadInUse) {
  if (!kRecycles) GTEST_SKIP() << "the sanitizers see every allocation: nothing is recycled";
  const auto use = [] {
    std::vector<void*> blocks;
    for (int i = 0; i < 300; ++i) blocks.push_back(recycled_allocate(150000));
    const std::set<void*> all(blocks.begin(), blocks.end());
    for (void* block : blocks) recycled_release(block, 150000);
    return all;
  };
  const std::set<void*> first = use();
  EXPECT_EQ(use(), first);
}

TEST(Memory, SteadyStateDoesNotReachTheSystem) {
  if (!kRecycles) GTEST_SKIP() << "the sanitizers see every allocation: nothing is recycled";
  const auto step = [] {
    std::vector<float, RecycledAllocator<float>> x(1000);
    std::vector<double, RecycledAllocator<double>> y(70000);
    return x[0] + static_cast<float>(y[0]);
  };
  step();
  const size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 100; ++i) step();
  EXPECT_EQ(mallinfo2().uordblks, before);
}

TEST(Memory, MayBeReleasedByAnotherThread) {
  void* memory = recycled_allocate(4096);
  std::thread([memory] { recycled_release(memory, 4096); }).join();
  std::thread([] {
    void* other = recycled_allocate(4096);
    std::memset(other, 0, 4096);
    recycled_release(other, 4096);
  }).join();
}

TEST(Memory, ReleasesNothingForNull) {
  recycled_release(nullptr, 64);
  void* memory = recycled_allocate(64);
  EXPECT_NE(memory, nullptr);
  recycled_release(memory, 64);
}

}  // namespace
}  // namespace keratin
