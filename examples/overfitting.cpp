// Overfitting and its cures: a network learns 2,000 digits by heart, and the same network with
// Dropout, an L2 penalty and early stopping reads unseen ones better.
#include <keratin/keratin.h>
using namespace keratin;

int main() {
  utils::set_random_seed(1);
  auto [train, test] = datasets::mnist::load_data();
  Tensor x = train.x[slice(0, 2500)].reshape({2500, 28 * 28}).astype(float32) / 255;
  Tensor y = train.y[slice(0, 2500)];
  Tensor test_images = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;

  Sequential plain({
      Input({28 * 28}),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  plain.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  History of_plain =
      plain.fit(x, y, {.batch_size = 128, .epochs = 20, .verbose = 0, .validation_split = 0.2});

  Sequential cured({
      Input({28 * 28}),
      layers::Dropout(0.2),
      layers::Dense(512, {.activation = "relu", .kernel_regularizer = regularizers::L2(1e-4)}),
      layers::Dropout(0.5),
      layers::Dense(10, {.activation = "softmax"}),
  });
  cured.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  callbacks::EarlyStopping early_stopping(
      {.monitor = "val_loss", .patience = 5, .restore_best_weights = true});
  History of_cured = cured.fit(x, y,
                               {.batch_size = 128,
                                .epochs = 60,
                                .verbose = 0,
                                .callbacks = {early_stopping},
                                .validation_split = 0.2});

  auto [plain_loss, plain_accuracy] = plain.evaluate(test_images, test.y, {.verbose = 0});
  auto [cured_loss, cured_accuracy] = cured.evaluate(test_images, test.y, {.verbose = 0});
  print("plain: training loss", of_plain.history["loss"].back(), "test loss", plain_loss,
        "test accuracy", plain_accuracy);
  print("cured: training loss", of_cured.history["loss"].back(), "test loss", cured_loss,
        "test accuracy", cured_accuracy, "after", of_cured.epoch.size(), "epochs");

  plot::history(of_plain);
  plot::suptitle("By heart");
  plot::tight_layout();
  plot::savefig("overfitting.png");
  plot::history(of_cured);
  plot::suptitle("With Dropout, L2 and early stopping");
  plot::tight_layout();
  plot::savefig("cured.png");
}
