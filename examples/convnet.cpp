// The convolutional network of Keras's examples, on digits that the library draws itself. With an
// argument it trains on that many of MNIST: ./build/release/example_convnet 60000
#include <keratin/keratin.h>

#include <cstdlib>

using namespace keratin;

int main(int argc, char** argv) {
  utils::set_random_seed(1);
  const int64_t count = argc > 1 ? std::atoll(argv[1]) : 0;
  const auto [train, test] = count > 0 ? datasets::mnist::load_data()
                                       : datasets::digits::load_data({.train = 4000, .test = 1000});
  const int64_t samples = count > 0 ? count : 4000;

  // Images have an axis of channels: here one.
  const Tensor x = train.x[slice(0, samples)].expand_dims(-1).astype(float32) / 255;
  const Tensor y = train.y[slice(0, samples)];
  const Tensor test_x = test.x.expand_dims(-1).astype(float32) / 255;

  Sequential model({Input({28, 28, 1}), layers::Conv2D(32, {3, 3}, {.activation = "relu"}),
                    layers::MaxPooling2D({2, 2}),
                    layers::Conv2D(64, {3, 3}, {.activation = "relu"}),
                    layers::MaxPooling2D({2, 2}), layers::Flatten(), layers::Dropout(0.5),
                    layers::Dense(10, {.activation = "softmax"})});
  model.summary();
  model.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  model.fit(x, y, {.batch_size = 128, .epochs = count > 0 ? 12 : 3, .validation_split = 0.1});
  print("test accuracy", model.evaluate(test_x, test.y, {.verbose = 0})["accuracy"]);
}
