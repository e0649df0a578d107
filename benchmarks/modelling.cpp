// Training steps of networks as people build them, in Keras's words; modelling.py compares them
// with Keras and PyTorch. Without arguments each network for a second; `worker` answers a name a
// line with the milliseconds of a step, which are those of an epoch of `kSteps` batches, and `one
// NAME` with the milliseconds in which the trained network predicts one sample. Behind `worker` may
// stand a policy of Keras's, such as mixed_bfloat16.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "keratin/keratin.h"
using namespace keratin;

namespace {

constexpr int64_t kSteps = 10;

struct Task {
  Model model;
  Tensor x, y;
  int64_t batch_size;
};

Task made(Model model, int64_t batch_size, const Shape& sample, int64_t tokens = 0) {
  const Shape shape = sample.inserted(0, batch_size * kSteps);
  const Tensor x = tokens ? random::randint(shape, 0, tokens, int32, {.seed = 1})
                          : random::normal(shape, {.seed = 1});
  model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  return {model, x, random::randint({batch_size * kSteps}, 0, 10, int32, {.seed = 2}), batch_size};
}

layers::Dense classes() { return layers::Dense(10, {.activation = "softmax"}); }

Task convnet() {
  return made(
      Sequential({Input({28, 28, 1}), layers::Conv2D(32, 3, {.activation = "relu"}),
                  layers::MaxPooling2D(2), layers::Conv2D(64, 3, {.activation = "relu"}),
                  layers::MaxPooling2D(2), layers::Flatten(), layers::Dropout(0.5), classes()}),
      128, {28, 28, 1});
}

Task lstm() {
  return made(Sequential({Input({32, 32}), layers::LSTM(64), classes()}), 128, {32, 32});
}
Task gru() {
  return made(Sequential({Input({32, 32}), layers::GRU(64), classes()}), 128, {32, 32});
}

Task transformer() {
  const Input in({64, 64});
  Tensor x = in;
  x = layers::LayerNormalization()(layers::add({x, layers::MultiHeadAttention(4, 16)({x, x})}));
  const Tensor wide = layers::Dense(256, {.activation = "relu"})(x);
  x = layers::LayerNormalization()(layers::add({x, layers::Dense(64)(wide)}));
  return made(Model(in, classes()(layers::GlobalAveragePooling1D()(x))), 32, {64, 64});
}

Task normalized() {
  Sequential model({Input({784})});
  for (int i = 0; i < 2; ++i) {
    model.add(layers::Dense(512));
    model.add(layers::BatchNormalization());
    model.add(layers::ReLU());
  }
  model.add(classes());
  return made(model, 128, {784});
}

Tensor convolved(const Tensor& x, int64_t filters, int64_t stride) {
  const Tensor y =
      layers::Conv2D(filters, 3, {.strides = stride, .padding = "same", .use_bias = false})(x);
  return layers::BatchNormalization()(y);
}
Task resnet20() {
  const Input in({32, 32, 3});
  Tensor x = layers::ReLU()(convolved(in, 16, 1));
  for (const int64_t filters : {16, 32, 64}) {
    for (int i = 0; i < 3; ++i) {
      const int64_t stride = filters > 16 && i == 0 ? 2 : 1;
      const Tensor y = convolved(layers::ReLU()(convolved(x, filters, stride)), filters, 1);
      const Tensor beside = stride == 1 ? x : layers::Conv2D(filters, 1, {.strides = 2})(x);
      x = layers::ReLU()(layers::add({y, beside}));
    }
  }
  return made(Model(in, classes()(layers::GlobalAveragePooling2D()(x))), 128, {32, 32, 3});
}

Task separable() {
  return made(
      Sequential({Input({32, 32, 3}), layers::Conv2D(32, 3, {.activation = "relu"}),
                  layers::SeparableConv2D(64, 3, {.activation = "relu"}), layers::MaxPooling2D(2),
                  layers::SeparableConv2D(128, 3, {.activation = "relu"}),
                  layers::GlobalAveragePooling2D(), classes()}),
      32, {32, 32, 3});
}

Task words() {
  return made(
      Sequential({Input({200}), layers::Embedding(20000, 16), layers::GlobalAveragePooling1D(),
                  layers::Dense(16, {.activation = "relu"}), classes()}),
      128, {200}, 20000);
}

struct Entry {
  const char* name;
  Task (*make)();
};
constexpr Entry kTasks[] = {{"convnet", convnet},
                            {"lstm", lstm},
                            {"gru", gru},
                            {"transformer", transformer},
                            {"normalized", normalized},
                            {"resnet20", resnet20},
                            {"separable", separable},
                            {"words", words}};

double milliseconds_of_a_step(Task& task) {
  const auto begin = std::chrono::steady_clock::now();
  task.model.fit(task.x, task.y, {.batch_size = task.batch_size, .epochs = 1, .verbose = 0});
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  return took.count() / kSteps;
}

/// Of `predict` on one sample: the mean of enough calls for some milliseconds.
double milliseconds_of_a_prediction(Task& task) {
  const Tensor one = task.x[slice(0, 1)];
  int calls = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double, std::milli> took = {};
  for (; took.count() < 30; ++calls) {
    task.model.predict(one, {.verbose = 0});
    took = std::chrono::steady_clock::now() - begin;
  }
  return took.count() / calls;
}

/// The median of `rounds` measurements, after an epoch that warms up.
double measured(const Entry& entry, int rounds, double (*measure)(Task&)) {
  utils::set_random_seed(1);
  Task task = entry.make();
  milliseconds_of_a_step(task);
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) times.push_back(measure(task));
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && std::string(words[1]) == "worker") {
    if (count > 2) mixed_precision::set_dtype_policy(DTypePolicy::named(words[2]));
    for (std::string name; std::getline(std::cin, name);) {
      const bool is_one = name.starts_with("one ");
      for (const Entry& entry : kTasks) {
        if (name.substr(is_one ? 4 : 0) != entry.name) continue;
        const auto measure = is_one ? milliseconds_of_a_prediction : milliseconds_of_a_step;
        std::cout << measured(entry, 5, measure) << std::endl;
      }
    }
    return 0;
  }
  for (const Entry& entry : kTasks) {
    std::printf("%-12s %8.2f ms a step, %8.3f ms a prediction of one\n", entry.name,
                measured(entry, 5, milliseconds_of_a_step),
                measured(entry, 5, milliseconds_of_a_prediction));
  }
}
