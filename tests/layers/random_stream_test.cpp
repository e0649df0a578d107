#include "keratin/layers/random_stream.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"

namespace keratin {
namespace {

using layers::RandomStream;

Tensor drawn(const layers::Dropout& dropout) { return dropout(ones({64}), {.training = true}); }

TEST(RandomStream, CopiesDrawFromTheSame) {
  const layers::Dropout dropout(0.5, {.seed = 3}), same = dropout, other(0.5, {.seed = 3});
  const Tensor first = drawn(dropout), second = drawn(same);
  EXPECT_FALSE(array_equal(first, second));
  EXPECT_TRUE(array_equal(drawn(other), first));
  EXPECT_TRUE(array_equal(drawn(other), second));
}

TEST(RandomStream, OfOneSeedIsOneAndWithoutASeedEachItsOwn) {
  utils::set_random_seed(5);
  EXPECT_EQ(RandomStream(9).key(), RandomStream(9).key());
  EXPECT_EQ(RandomStream(9).key(), (RandomKey{.seed = 9}));
  const RandomStream a({}), b({});
  EXPECT_EQ(a.key(), (RandomKey{.seed = 5, .stream = 0}));
  EXPECT_EQ(b.key(), (RandomKey{.seed = 5, .stream = 1}));
}

TEST(RandomStream, GoesOnFromAState) {
  const layers::Dropout dropout(0.5);
  drawn(dropout);
  const RandomStream::State state = dropout.random_streams().at(0)->state();
  EXPECT_EQ(state.draws, 1u);
  const Tensor next = drawn(dropout);
  utils::set_random_seed(77);
  const layers::Dropout other(0.5);
  other.random_streams().at(0)->set_state(state);
  EXPECT_TRUE(array_equal(drawn(other), next));
}

TEST(RandomStream, IsListedOnceForEachLayer) {
  const layers::Dropout shared(0.5);
  const Input x({4});
  const Sequential nested({shared, layers::Dense(4), layers::Dropout(0.1)});
  const Model model(x, nested(shared(x)));
  EXPECT_EQ(model.random_streams().size(), 2u);
  EXPECT_EQ(model.random_streams()[0], shared.random_streams().at(0));
  EXPECT_TRUE(layers::Dense(3).random_streams().empty());
}

}  // namespace
}  // namespace keratin
