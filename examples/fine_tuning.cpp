// Fine-tuning: a network that knows the digits 0 to 4 learns 5 to 9 from twenty samples of each.
// Its first layers are frozen, so that only a new head is trained; then all of it, slowly.
#include <keratin/keratin.h>

using namespace keratin;

struct Part {
  Tensor x, y;
};
/// The digits from `first` to first + 4, counted from 0, at most `count` of them.
Part digits_from(const Tensor& images, const Tensor& labels, int64_t first, int64_t count) {
  const Tensor rows = ops::nonzero((labels >= first) & (labels < first + 5)).flatten();
  const Tensor some = rows[slice(0, std::min(count, rows.len()))];
  return {ops::take(images, some, 0).expand_dims(-1).astype(float32) / 255,
          ops::take(labels, some, 0).astype(int32) - static_cast<int>(first)};
}

int main() {
  utils::set_random_seed(1);
  const auto [train, test] = datasets::digits::load_data({.train = 4000, .test = 1000});
  const Part known = digits_from(train.x, train.y, 0, 4000);
  const Part few = digits_from(train.x, train.y, 5, 100),
             later = digits_from(test.x, test.y, 5, 1000);

  Sequential base(
      {Input({28, 28, 1}), layers::Conv2D(16, 3, {.activation = "relu"}), layers::MaxPooling2D(2),
       layers::Conv2D(32, 3, {.activation = "relu"}), layers::MaxPooling2D(2), layers::Flatten(),
       layers::Dense(64, {.activation = "relu"})},
      {.name = "base"});
  Sequential teacher({base, layers::Dense(5, {.activation = "softmax"})});
  teacher.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
  teacher.fit(known.x, known.y, {.batch_size = 64, .epochs = 3});

  base.set_trainable(false);
  Sequential student({base, layers::Dense(5, {.activation = "softmax"})});
  const auto trained = [&](double learning_rate, const char* what) {
    student.compile({.optimizer = optimizers::Adam({.learning_rate = learning_rate}),
                     .loss = "sparse_categorical_crossentropy",
                     .metrics = {"accuracy"}});
    student.fit(few.x, few.y, {.batch_size = 20, .epochs = 20, .verbose = 0});
    const double accuracy = student.evaluate(later.x, later.y, {.verbose = 0})["accuracy"];
    print(what, "test accuracy of 5 to 9:", accuracy, "after training",
          student.trainable_weights().size(), "weights");
  };
  trained(3e-3, "the head: ");
  base.set_trainable(true);
  trained(3e-4, "all of it:");
}
