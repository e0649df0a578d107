// A trained network is kept, looked at, loaded, and goes on; a training that is broken off goes on
// where it was. Real Keras opens what is saved here: keras.models.load_model("digits.keras").
#include <keratin/keratin.h>

using namespace keratin;

namespace {

Sequential network() {
  Sequential model({Input({28 * 28}), layers::Dense(64, {.activation = "relu"}),
                    layers::Dense(10, {.activation = "softmax"})});
  model.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

}  // namespace

int main() {
  utils::set_random_seed(1);
  const auto [train, test] = datasets::digits::load_data({.train = 2000, .test = 500});
  const Tensor x = train.x.reshape({2000, 28 * 28}).astype(float32) / 255;
  const Tensor test_x = test.x.reshape({500, 28 * 28}).astype(float32) / 255;

  // The best model so far, after each epoch.
  Sequential model = network();
  model.fit(x, train.y,
            {.epochs = 3,
             .verbose = 2,
             .callbacks = callbacks::ModelCheckpoint(
                 "best.keras", {.monitor = "val_accuracy", .save_best_only = true}),
             .validation_split = 0.1});

  model.save("digits.keras");
  print(inspect("digits.keras"));

  // The same predictions, and the optimizer goes on where it stopped.
  Model again = load_model("digits.keras");
  print("differ by", ops::max(ops::abs(again.predict(test_x) - model.predict(test_x))));
  again.fit(x, train.y, {.epochs = 1, .verbose = 2});

  // Weights alone, into a model of the same layers.
  model.save_weights("digits.weights.h5");
  Sequential other = network();
  other.load_weights("digits.weights.h5");
  print("accuracy", other.evaluate(test_x, test.y, {.verbose = 0})["accuracy"]);

  // Kill this program in the middle and start it again: it goes on.
  Sequential patient = network();
  patient.fit(x, train.y,
              {.epochs = 3, .verbose = 2, .callbacks = callbacks::BackupAndRestore("backup")});
}
