// What ./quickstart runs: the first example of deep learning, explained while it happens.
#include <keratin/keratin.h>

#include <cstdio>

using namespace keratin;

namespace {

/// The ten probabilities of one digit as a table with bars.
void show_probabilities(const Tensor& probabilities) {
  const std::vector<float> values = probabilities.to_vector<float>();
  for (size_t digit = 0; digit < values.size(); ++digit) {
    std::string bar;
    for (int i = 0; i < static_cast<int>(values[digit] * 40); ++i) bar += "█";
    std::printf("  %zu  %.4f  %s\n", digit, static_cast<double>(values[digit]), bar.c_str());
  }
}

/// The image in characters, darker where there is more ink.
void show_image(const Tensor& image) {
  const std::vector<int32_t> pixels = image.to_vector<int32_t>();
  const auto width = static_cast<size_t>(image.shape()[1]);
  for (size_t i = 0; i < pixels.size(); ++i) {
    const char* shades[] = {" ", "░", "▒", "▓", "█"};
    const char* shade = shades[pixels[i] * 4 / 255];
    std::printf("%s%s%s", shade, shade, (i + 1) % width == 0 ? "\n" : "");
  }
}

}  // namespace

int main() {
  try {
    auto [train, test] = datasets::mnist::load_data();
    print("MNIST:", train.x.shape(), "training images,", test.x.shape(), "test images");
    Tensor train_images = train.x.reshape({60000, 28 * 28}).astype(float32) / 255;
    Tensor test_images = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;

    Sequential network;
    network.add(layers::Dense(512, {.activation = "relu", .input_shape = {28 * 28}}));
    network.add(layers::Dense(10, {.activation = "softmax"}));
    network.compile(
        {.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
    network.summary();
    network.fit(train_images, utils::to_categorical(train.y), {.batch_size = 128, .epochs = 5});

    auto [test_loss, test_acc] =
        network.evaluate(test_images, utils::to_categorical(test.y), {.verbose = 0});
    print("test accuracy:", test_acc, " test loss:", test_loss);

    print("\nThe first test image, and what the network says of it:");
    show_image(test.x[0]);
    const Tensor probabilities = network.predict(test_images[slice(0, 1)])[0];
    show_probabilities(probabilities);
    print("It is a", probabilities.argmax(), "and the label says", test.y[0]);
    print("\nNext: open examples/first_network.cpp, change a line, and run");
    print(
        "  cmake --build build/release --target example_first_network && "
        "build/release/example_first_network");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
