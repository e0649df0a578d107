// Ref: the object lives exactly as long as somebody owns it.
#include "keratin/base/ref_counted.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace keratin {
namespace {

struct Watched : RefCounted {
  explicit Watched(int* deaths) : deaths_(deaths) {}
  ~Watched() override { ++*deaths_; }
  int* deaths_;
};

TEST(Ref, DeletesWithTheLastOwner) {
  int deaths = 0;
  {
    Ref<Watched> first(new Watched(&deaths));
    EXPECT_TRUE(first->is_unique());
    Ref<Watched> second = first;
    EXPECT_FALSE(first->is_unique());
    first = {};
    EXPECT_FALSE(first);
    EXPECT_EQ(deaths, 0);
    EXPECT_TRUE(second->is_unique());
  }
  EXPECT_EQ(deaths, 1);
}

TEST(Ref, MovesWithoutCounting) {
  int deaths = 0;
  Ref<Watched> first(new Watched(&deaths));
  Watched* object = first.get();
  Ref<Watched> second = std::move(first);
  EXPECT_EQ(second.get(), object);
  EXPECT_TRUE(second->is_unique());
  second = Ref<Watched>(new Watched(&deaths));
  EXPECT_EQ(deaths, 1);
}

TEST(Ref, SurvivesAssignmentToItself) {
  int deaths = 0;
  Ref<Watched> ref(new Watched(&deaths));
  const Ref<Watched>& same = ref;
  ref = same;
  EXPECT_EQ(deaths, 0);
  EXPECT_TRUE(ref->is_unique());
}

TEST(Ref, IsCountedRightlyFromManyThreads) {
  int deaths = 0;
  {
    const Ref<Watched> shared(new Watched(&deaths));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&shared] {
        for (int j = 0; j < 10000; ++j) Ref<Watched> mine = shared;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(shared->is_unique());
    EXPECT_EQ(deaths, 0);
  }
  EXPECT_EQ(deaths, 1);
}

}  // namespace
}  // namespace keratin
