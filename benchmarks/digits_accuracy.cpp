// How good datasets::digits is: the first network, trained on digits that the library drew, reads
// MNIST's test set. Prints the accuracy after every epoch on drawn and on real digits.
#include <keratin/keratin.h>

#include <chrono>
#include <cstdlib>
using namespace keratin;

namespace {

Tensor prepared(const Tensor& images) {
  return images.reshape({images.len(), 28 * 28}).astype(float32) / 255;
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t count = argc > 1 ? std::atoll(argv[1]) : 60000;
  const int epochs = argc > 2 ? std::atoi(argv[2]) : 5;
  utils::set_random_seed(1);
  const auto begin = std::chrono::steady_clock::now();
  auto [train, drawn_test] = datasets::digits::load_data({.train = count});
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  print(count + 10000, "digits drawn in", taken.count(), "s");
  const auto real = datasets::mnist::load_data();

  Sequential network({
      Input({28 * 28}),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  network.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  const Tensor x = prepared(train.x), test_images = prepared(real.test.x);
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    network.fit(x, train.y, {.batch_size = 128, .epochs = 1, .verbose = 0});
    auto drawn = network.evaluate(prepared(drawn_test.x), drawn_test.y, {.verbose = 0});
    auto mnist = network.evaluate(test_images, real.test.y, {.verbose = 0});
    print("epoch", epoch, "accuracy on drawn digits:", drawn["accuracy"],
          "on MNIST's test set:", mnist["accuracy"]);
  }
  plot::confusion_matrix(real.test.y, network.predict(test_images, {.verbose = 0}));
  plot::savefig("confusion.png");
  plot::images(train.x, train.y, {.columns = 20, .count = 200});
  plot::savefig("digits.png");
}
