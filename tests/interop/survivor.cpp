// What tools/try_kills.py starts and kills: saving the same file over and over, a ModelCheckpoint
// of every batch, and a training that goes on where it was broken off.
#include <cstdio>
#include <cstring>
#include <string>

#include "keratin/keratin.h"

using namespace keratin;

namespace {

Sequential made(uint64_t seed) {
  utils::set_random_seed(seed);
  Sequential model({Input({6}), layers::Dense(64, {.activation = "relu"}), layers::Dropout(0.2),
                    layers::Dense(3, {.activation = "softmax"})},
                   {.name = "survivor"});
  model.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

Tensor inputs() { return random::normal({96, 6}, {.seed = 3}); }
Tensor labels() { return ops::argmax(inputs()[{slice(), slice(0, 3)}], {.axis = 1}); }

// FNV-1a over the bits of all weights and the History.
uint64_t hash_of(const Model& model, const std::string& more = {}) {
  uint64_t hash = 14695981039346656037U;
  const auto add = [&hash](const void* bytes, size_t size) {
    for (size_t i = 0; i < size; ++i) {
      hash = (hash ^ static_cast<const uint8_t*>(bytes)[i]) * 1099511628211U;
    }
  };
  for (const Tensor& weight : model.get_weights()) {
    add(weight.contiguous().data<float>(), weight.nbytes());
  }
  add(more.data(), more.size());
  return hash;
}

void say(uint64_t hash) {
  std::printf("%016llx\n", static_cast<unsigned long long>(hash));
  std::fflush(stdout);
}

[[noreturn]] void save_for_ever(const std::string& path) {
  const Sequential a = made(1), b = made(2);
  for (int i = 0;; ++i) {
    (i % 2 ? a : b).save(path);
    if (i == 0) std::puts("ready"), std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string mode = count == 3 ? words[1] : "", path = count == 3 ? words[2] : "";
  if (mode == "save") save_for_ever(path);
  if (mode == "check") {
    const uint64_t found = hash_of(load_model(path));
    if (found == hash_of(made(1)) || found == hash_of(made(2))) return 0;
    std::puts("a model that nobody saved");
    return 1;
  }
  if (mode == "checkpoint") {
    Sequential model = made(1);
    model.fit(inputs(), labels(),
              {.batch_size = 8,
               .epochs = 1'000'000,
               .verbose = 0,
               .callbacks = callbacks::ModelCheckpoint(path, {.save_freq = 1})});
  }
  if (mode == "load") {
    say(hash_of(load_model(path)));
    return 0;
  }
  if (mode == "train") {
    Sequential model = made(5);
    const History history =
        model.fit(inputs(), labels(),
                  {.batch_size = 8,
                   .epochs = 5,
                   .verbose = 0,
                   .callbacks = {callbacks::BackupAndRestore(path, {.save_freq = 2}),
                                 callbacks::EarlyStopping({.monitor = "loss", .patience = 3})},
                   .validation_split = 0.25});
    say(hash_of(model, history.to_string()));
    return 0;
  }
  std::puts("usage: survivor save FILE | check FILE | checkpoint FILE | load FILE | train FOLDER");
  return 2;
}
