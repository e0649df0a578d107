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

/// MNIST; without it, and after the reason, digits that the library draws itself.
datasets::Dataset load_digits() {
  try {
    datasets::Dataset data = datasets::mnist::load_data();
    print("Data: MNIST,", data.train.x.len(), "training and", data.test.x.len(), "test images");
    return data;
  } catch (const FileError& error) {
    print("MNIST is out of reach:", error.what());
    datasets::Dataset data = datasets::digits::load_data();
    print("Data: datasets::digits instead,", data.train.x.len(), "training and", data.test.x.len(),
          "test images that the library has drawn");
    return data;
  }
}

/// The digit and, beside it, the bar chart of its ten probabilities.
void save_digit(const Tensor& image, const Tensor& probabilities, const std::string& path) {
  plot::subplots(1, 2, {.figsize = {9, 4}});
  plot::subplot(1, 2, 1);
  plot::imshow(image, {.cmap = "binary"});
  plot::axis("off");
  plot::subplot(1, 2, 2);
  plot::barplot(probabilities);
  plot::xticks(arange(10));
  plot::ylim(0, 1);
  plot::title("What the network sees in it");
  plot::xlabel("Digit");
  plot::ylabel("Probability");
  plot::tight_layout();
  plot::savefig(path);
}

void run() {
  auto [train, test] = load_digits();
  Tensor train_images = train.x.reshape({-1, 28 * 28}).astype(float32) / 255;
  Tensor test_images = test.x.reshape({-1, 28 * 28}).astype(float32) / 255;

  Sequential network;
  network.add(layers::Dense(512, {.activation = "relu", .input_shape = {28 * 28}}));
  network.add(layers::Dense(10, {.activation = "softmax"}));
  network.compile(
      {.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  network.summary();
  History history =
      network.fit(train_images, utils::to_categorical(train.y), {.batch_size = 128, .epochs = 5});

  auto [test_loss, test_acc] =
      network.evaluate(test_images, utils::to_categorical(test.y), {.verbose = 0});
  print("test accuracy:", test_acc, " test loss:", test_loss);

  const Tensor probabilities = network.predict(test_images[slice(0, 1)], {.verbose = 0})[Index(0)];
  print("\nThe first test image, and what the network says of it:");
  show_image(test.x[0]);
  show_probabilities(probabilities);
  print("It is a", probabilities.argmax(), "and the label says", test.y[0]);

  save_digit(test.x[0], probabilities, "digit.png");
  plot::history(history);
  plot::savefig("history.png");
  network.save("digits.keras");
  print("Saved digit.png, history.png and digits.keras.");
  print("\nNext: open examples/first_network.cpp, change a line, and run");
  print(
      "  cmake --build build/release --target example_first_network && "
      "build/release/example_first_network");
}

}  // namespace

int main() {
  try {
    run();
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
