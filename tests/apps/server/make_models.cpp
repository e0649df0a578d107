// Writes the models that the server's tests serve: FOLDER/digits/1, a network that reads digits
// which the library draws, and FOLDER/tickets/1 and 2, of two inputs and two outputs.
#include <keratin/keratin.h>

#include <cstdio>
#include <filesystem>

using namespace keratin;

namespace {

void save(Model& model, const std::string& folder) {
  std::filesystem::create_directories(folder);
  model.save(folder + "/model.keras");
}

void make_digits(const std::string& folder, int64_t samples, int64_t units) {
  const datasets::Dataset data = datasets::digits::load_data({.train = samples, .test = 1000});
  const Tensor train = data.train.x.reshape({-1, 784}).astype(float32) / 255;
  const Tensor test = data.test.x.reshape({-1, 784}).astype(float32) / 255;
  Sequential network({Input({784}), layers::Dense(units, {.activation = "relu", .name = "hidden"}),
                      layers::Dense(10, {.activation = "softmax", .name = "digit"})});
  network.compile(
      {.optimizer = "rmsprop", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  network.fit(train, data.train.y, {.batch_size = 128, .epochs = 4, .verbose = 0});
  const auto [loss, accuracy] = network.evaluate<2>(test, data.test.y, {.verbose = 0});
  std::printf("digits: test accuracy %.3f\n", accuracy);
  save(network, folder);
}

void make_tickets(const std::string& folder) {
  Input title({None}, {.dtype = int32, .name = "title"}), body({3}, {.name = "body"});
  const Tensor words = layers::GlobalAveragePooling1D()(layers::Embedding(100, 4)(title));
  const Tensor x = layers::Concatenate()({words, body});
  const Tensor priority = layers::Dense(1, {.activation = "sigmoid", .name = "priority"})(x);
  const Tensor topic = layers::Dense(2, {.activation = "softmax", .name = "topic"})(x);
  Model model({title, body}, {priority, topic});
  save(model, folder);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2 || count > 4) {
    std::fprintf(stderr, "usage: %s FOLDER [SAMPLES [UNITS]]\n", arguments[0]);
    return 2;
  }
  const std::string folder = arguments[1];
  make_digits(folder + "/digits/1", count > 2 ? std::atoll(arguments[2]) : 20000,
              count > 3 ? std::atoll(arguments[3]) : 128);
  make_tickets(folder + "/tickets/1");
  make_tickets(folder + "/tickets/2");
}
