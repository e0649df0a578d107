// The network by hand: weights, a model function, gradients from the tape, and the update.
#include <keratin/keratin.h>
using namespace keratin;

int main() {
  utils::set_random_seed(1);
  auto [train, test] = datasets::mnist::load_data();
  Tensor images = train.x.reshape({60000, 28 * 28}).astype(float32) / 255;
  Tensor test_images = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;

  const initializers::GlorotUniform glorot;
  std::vector<Variable> weights = {Variable(glorot({28 * 28, 512})), Variable(zeros({512})),
                                   Variable(glorot({512, 10})), Variable(zeros({10}))};
  const auto model = [&](const Tensor& x) {
    const Tensor hidden = ops::relu(ops::matmul(x, weights[0]) + weights[1].value());
    return ops::softmax(ops::matmul(hidden, weights[2]) + weights[3].value());
  };

  optimizers::SGD optimizer({.learning_rate = 0.1});
  const int64_t batch_size = 128;
  for (int64_t epoch = 0; epoch < 2; ++epoch) {
    for (int64_t i = 0; i < 60000; i += batch_size) {
      const slice rows(i, i + batch_size);
      const Tensor losses =
          ops::sparse_categorical_crossentropy(train.y[rows], model(images[rows]));
      const Tensor loss = ops::mean(losses);
      optimizer.apply(gradients(loss, weights), weights);
      if (i / batch_size % 100 == 0) print("epoch", epoch, "step", i / batch_size, "loss:", loss);
    }
  }
  const NoGradient inference;
  const Tensor right = model(test_images).argmax(1) == test.y.astype(int32);
  print("accuracy:", right.astype(float32).mean());
}
