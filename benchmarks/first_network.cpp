// The job that everything is judged by, timed: one JSON line with milliseconds a step, microseconds
// a prediction of one image, seconds from the start of the process to the test accuracy, and what
// the network learned. first_network.py runs it beside PyTorch and Keras. Arguments: [seed]
#include <keratin/keratin.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
using namespace keratin;

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds since the kernel started this process: /proc/self/stat, field 22, in clock ticks.
double seconds_since_start() {
  std::ifstream file("/proc/self/stat");
  std::string field;
  for (int i = 0; i < 22; ++i) file >> field;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const double seconds = static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  return seconds - std::stod(field) / 100;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) utils::set_random_seed(static_cast<uint64_t>(std::atoll(argv[1])));
  auto [train, test] = datasets::mnist::load_data();
  Tensor x = train.x.reshape({60000, 28 * 28}).astype(float32) / 255;
  Tensor x_test = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;
  const Tensor y = utils::to_categorical(train.y), y_test = utils::to_categorical(test.y);

  Sequential network({
      Input({28 * 28}),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  network.compile("rmsprop", "categorical_crossentropy", {"accuracy"});
  std::vector<double> milliseconds, losses;
  for (int epoch = 0; epoch < 5; ++epoch) {
    const double begin = seconds_now();
    const History history = network.fit(x, y, {.batch_size = 128, .epochs = 1, .verbose = 0});
    milliseconds.push_back((seconds_now() - begin) * 1000 / 469);
    losses.push_back(history.history["loss"][0]);
  }
  auto [test_loss, test_acc] = network.evaluate(x_test, y_test, {.batch_size = 128, .verbose = 0});
  const double seconds = seconds_since_start();

  const Tensor image = x_test[slice(0, 1)];
  std::vector<double> microseconds;
  for (int repeat = 0; repeat < 21; ++repeat) {
    const double begin = seconds_now();
    for (int i = 0; i < 1000; ++i) network.predict(image, {.verbose = 0});
    microseconds.push_back((seconds_now() - begin) * 1000);
  }
  std::printf("{\"ms_per_step\": %.4f, \"us_per_predict\": %.2f, \"seconds\": %.3f, ",
              median(milliseconds), median(microseconds), seconds);
  std::printf("\"losses\": [%.5f, %.5f, %.5f, %.5f, %.5f], \"accuracy\": %.4f}\n", losses[0],
              losses[1], losses[2], losses[3], losses[4], test_acc);
}
