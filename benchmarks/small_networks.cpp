// Steps of small networks, where the cost is as much in the calls as in the products. Without
// arguments: each network and way for a second, for people. small_networks.py compares with others
// and starts `worker`; it says what the networks, the ways and the lines of JSON are.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "flat_json.h"
#include "keratin/keratin.h"
#include "machine.h"
#include "stopwatch.h"
using namespace keratin;

namespace {

constexpr int64_t steps = 100;  // an epoch

struct NormalizationOptions {
  double momentum = 0.99, epsilon = 1e-3;
  std::string name = {};
};

/// Batch normalization as a user would write it.
class Normalization final : public LayerOf<Normalization, NormalizationOptions> {
 public:
  explicit Normalization(NormalizationOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    const Shape width{x[0].back()};
    fill(gamma_, width, {.initializer = "ones"});
    fill(beta_, width, {.initializer = "zeros"});
    fill(mean_, width, {.initializer = "zeros", .trainable = false});
    fill(variance_, width, {.initializer = "ones", .trainable = false});
  }
  Tensor call(const Tensor& x, Call& call) const override {
    if (!call.training()) return scaled(x - mean_, variance_);
    const Tensor mean = ops::mean(x, {.axis = 0});
    const Tensor centered = x - mean;
    const Tensor variance = ops::mean(ops::square(centered), {.axis = 0});
    const double kept = options_.momentum;
    call.update(mean_, mean_ * kept + mean * (1 - kept));
    call.update(variance_, variance_ * kept + variance * (1 - kept));
    return scaled(centered, variance);
  }

 private:
  Tensor scaled(const Tensor& centered, const Tensor& variance) const {
    return centered * (ops::rsqrt(variance + options_.epsilon) * gamma_) + beta_;
  }

  Variable gamma_ = declare("gamma"), beta_ = declare("beta");
  Variable mean_ = declare("moving_mean"), variance_ = declare("moving_variance");
};

/// A network and its data.
struct Task {
  int64_t batch_size;
  Sequential network = Sequential();
  Tensor x = {}, y = {};
};

Task mlp() {
  Task task{.batch_size = 128};
  task.network.add(Input({784}));
  for (int i = 0; i < 3; ++i) {
    task.network.add(layers::Dense(512));
    task.network.add(Normalization());
    task.network.add(layers::ReLU());
  }
  task.network.add(layers::Dense(10, {.activation = "softmax"}));
  task.network.compile("adam", "sparse_categorical_crossentropy");
  task.x = random::normal({steps * task.batch_size, 784});
  task.y = random::randint({steps * task.batch_size}, 0, 10);
  return task;
}

Task tiny() {
  Task task{.batch_size = 32};
  task.network.add(Input({64}));
  task.network.add(layers::Dense(64, {.activation = "relu"}));
  task.network.add(layers::Dense(1));
  task.network.compile("adam", "mse");
  task.x = random::normal({steps * task.batch_size, 64});
  task.y = random::normal({steps * task.batch_size, 1});
  return task;
}

struct Times {
  std::vector<double> microseconds;  // of a step, an epoch or a turn each
  double loss = 0;
};

Times time_fit(Task& task, double seconds) {
  Times times;
  const auto epoch = [&] {
    const double begin = seconds_now();
    times.loss =
        task.network.fit(task.x, task.y, {.batch_size = task.batch_size, .epochs = 1, .verbose = 0})
            .history["loss"]
            .back();
    return seconds_now() - begin;
  };
  epoch();
  const double first = epoch();
  const auto count = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(seconds / first)), 3, 200);
  for (int64_t i = 0; i < count; ++i) times.microseconds.push_back(epoch() * 1e6 / steps);
  return times;
}

Times time_train_on_batch(Task& task, double seconds) {
  const Tensor x = task.x[{slice(0, task.batch_size)}], y = task.y[{slice(0, task.batch_size)}];
  Times times;
  times.microseconds =
      microseconds_of(seconds, [&] { times.loss = task.network.train_on_batch(x, y)["loss"]; });
  return times;
}

Times measured(const std::string& network, const std::string& way, double seconds) {
  Task task = network == "mlp" ? mlp() : tiny();
  return way == "fit" ? time_fit(task, seconds) : time_train_on_batch(task, seconds);
}

std::string answer(const FlatJson& job) {
  const std::string kind = job.text("job");
  if (kind == "apart") return JsonLine().add("apart_ns", machine::apart_nanoseconds()).text();
  const std::string network = job.text("network"), way = job.text("way");
  if (kind != "small" || (network != "mlp" && network != "tiny") ||
      (way != "fit" && way != "train_on_batch")) {
    return JsonLine().add("missing", "no job " + kind + " " + network + " " + way).text();
  }
  utils::set_random_seed(static_cast<uint64_t>(job.integer("seed")));
  const Times times = measured(network, way, job.number("seconds", 1));
  return JsonLine().add("us", times.microseconds).add("loss", times.loss).text();
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::string(arguments[1]) == "worker") {
    for (std::string line; std::getline(std::cin, line);) {
      std::cout << answer(FlatJson(line)) << std::endl;
    }
    return 0;
  }
  for (const char* network : {"mlp", "tiny"}) {
    for (const char* way : {"fit", "train_on_batch"}) {
      Times times = measured(network, way, 1);
      std::sort(times.microseconds.begin(), times.microseconds.end());
      std::printf("%-5s %-15s %8.1f us a step (best %.1f), loss %.4f\n", network, way,
                  times.microseconds[times.microseconds.size() / 2], times.microseconds.front(),
                  times.loss);
    }
  }
}
