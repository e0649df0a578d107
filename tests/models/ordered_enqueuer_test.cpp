#include "keratin/models/ordered_enqueuer_internal.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "keratin/tensor/creation.h"

namespace keratin::models {
namespace {

/// Batches that are ready in an order of their own.
Batch fetched(int64_t place) {
  for (int64_t turn = place * 7919 % 5 * 50; turn > 0; --turn) std::this_thread::yield();
  return {.x = full({1}, static_cast<double>(place))};
}

TEST(OrderedEnqueuer, GivesBatchesInOrder) {
  for (const int64_t workers : {1, 2, 5}) {
    OrderedEnqueuer enqueuer(workers, 3);
    EXPECT_FALSE(enqueuer.is_running());
    for (const int64_t first : {0, 7}) {
      enqueuer.start(fetched, first, 30);
      for (int64_t i = first; i < 30; ++i) EXPECT_EQ(enqueuer.get().x[0].item(), i);
      EXPECT_TRUE(enqueuer.is_running());
      enqueuer.stop();
      EXPECT_FALSE(enqueuer.is_running());
    }
  }
}

TEST(OrderedEnqueuer, BeginsNoMoreThanItsQueueHolds) {
  std::atomic<int64_t> begun = 0;
  OrderedEnqueuer enqueuer(4, 3);
  enqueuer.start(
      [&](int64_t place) {
        ++begun;
        return fetched(place);
      },
      0, -1);
  for (int64_t taken = 1; taken <= 50; ++taken) {
    enqueuer.get();
    EXPECT_LE(begun, taken + 3);
  }
  enqueuer.stop();
  EXPECT_LE(begun, 53);
}

TEST(OrderedEnqueuer, ThrowsInItsTurnAndCanBeStoppedAtAnyTime) {
  OrderedEnqueuer enqueuer(3, 8);
  const auto fetch = [](int64_t place) {
    if (place >= 4) throw std::out_of_range("no batch " + std::to_string(place));
    return fetched(place);
  };
  for (int turn = 0; turn < 20; ++turn) {
    enqueuer.start(fetch, 0, -1);
    for (int64_t i = 0; i < 4; ++i) EXPECT_EQ(enqueuer.get().x[0].item(), i);
    try {
      enqueuer.get();
      FAIL();
    } catch (const std::out_of_range& error) {
      EXPECT_STREQ(error.what(), "no batch 4");
    }
    enqueuer.start(fetch, 0, -1);  // the destructor and another start stop it
  }
}

}  // namespace
}  // namespace keratin::models
