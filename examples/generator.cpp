// Data that do not lie in memory: a generator draws batches without end, a PyDataset makes each by
// its number in threads of its own, and fit takes both.
#include <keratin/keratin.h>
using namespace keratin;

/// Points of the plane, and whether they lie inside of the circle.
Batch draw(int64_t samples, uint64_t seed) {
  Tensor x = random::uniform({samples, 2}, {.minval = -1, .maxval = 1, .seed = seed});
  Tensor y = (ops::sum(x * x, {.axis = 1, .keepdims = true}) < 0.5).astype(float32);
  return {x, y};
}

class Points final : public utils::PyDataset {
 public:
  Points() : PyDataset({.workers = 2}) {}
  int64_t size() const override { return 50; }  // __len__
  Batch operator[](int64_t i) const override {
    return draw(64, 1000 + static_cast<uint64_t>(i));
  }  // __getitem__
};

int main() {
  utils::set_random_seed(1);
  Sequential network({
      Input({2}),
      layers::Dense(32, {.activation = "relu"}),
      layers::Dense(1, {.activation = "sigmoid"}),
  });
  network.compile(optimizers::Adam({.learning_rate = 0.02}), "binary_crossentropy", {"accuracy"});

  Points points;
  uint64_t seed = 0;
  network.fit([&] { return draw(64, ++seed); },  // fresh points for ever
              {.epochs = 3, .validation_data = points, .shuffle = false, .steps_per_epoch = 100});
  network.fit(points, {.epochs = 2});
  auto [loss, accuracy] = network.evaluate(points);
  print("accuracy on the points:", accuracy);
  print("predictions:", network.predict(points, {.steps = 2}).shape());
}
