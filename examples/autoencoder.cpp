// An autoencoder: digits through a bottleneck of 16 numbers and back. The decoder is cut out of it
// as a model of its own, and draws what lies between two digits into between.png.
#include <keratin/keratin.h>

using namespace keratin;

int main() {
  utils::set_random_seed(1);
  const auto [train, test] = datasets::digits::load_data({.train = 4000, .test = 500});
  const auto flat = [](const Tensor& x) { return x.reshape({-1, 784}).astype(float32) / 255; };
  const Tensor x = flat(train.x), test_x = flat(test.x);

  const Input image({784});
  const Tensor code = layers::Dense(16, {.name = "code"})(layers::Dense(128, "relu")(image));
  const layers::Dense wide(128, {.activation = "relu"}), out(784, {.activation = "sigmoid"});
  Model autoencoder(image, out(wide(code)), {.name = "autoencoder"});
  autoencoder.summary();
  autoencoder.compile({.optimizer = "adam", .loss = "binary_crossentropy"});
  autoencoder.fit(x, x, {.batch_size = 128, .epochs = 10, .validation_data = {test_x, test_x}});

  // The same layers, and so the same weights, between other ends.
  const Model encoder(image, code);
  const Input between({16});
  const Model decoder(between, out(wide(between)), {.name = "decoder"});

  const Tensor ends = encoder.predict(test_x[slice(0, 2)], {.verbose = 0});
  const Tensor way = linspace(0, 1, 8).astype(float32).expand_dims(1);
  const Tensor codes = ends[slice(0, 1)] * (1 - way) + ends[slice(1, 2)] * way;
  const Tensor drawn = decoder.predict(codes, {.verbose = 0});
  const Tensor again = autoencoder.predict(test_x[slice(0, 2)], {.verbose = 0});
  print("decoder and autoencoder agree:", allclose(drawn[0], again[0], {.atol = 1e-5}));
  plot::images(drawn.reshape({8, 28, 28}), {}, {.columns = 8});
  plot::savefig("between.png");
  print("Saved between.png: from one digit to another.");
}
