// A small residual network on digits that the library draws itself: blocks whose input is added to
// what they compute, so that depth does not stop gradients (He et al., 2015).
#include <keratin/keratin.h>

using namespace keratin;

// The running means, of 64 steps here, must forget the first ones: momentum 0.9.
Tensor normalized(const Tensor& x) {
  return layers::ReLU()(layers::BatchNormalization({.momentum = 0.9})(x));
}

/// Two convolutions, and the input beside them; with a stride of 2 also half the size.
Tensor block(const Tensor& x, int64_t filters, int64_t stride) {
  const layers::ConvolutionOptions plain{.padding = "same", .use_bias = false};
  const layers::ConvolutionOptions strided{.strides = stride, .padding = "same", .use_bias = false};
  Tensor y = normalized(layers::Conv2D(filters, 3, strided)(x));
  y = layers::BatchNormalization({.momentum = 0.9})(layers::Conv2D(filters, 3, plain)(y));
  const bool fits = stride == 1 && x.shape().back() == filters;
  const Tensor shortcut = fits ? x : layers::Conv2D(filters, 1, strided)(x);
  return layers::ReLU()(layers::add({y, shortcut}));
}

int main() {
  utils::set_random_seed(1);
  const auto [train, test] = datasets::digits::load_data({.train = 2000, .test = 500});
  const auto images = [](const Tensor& x) { return x.expand_dims(-1).astype(float32) / 255; };

  const Input in({28, 28, 1});
  Tensor x =
      normalized(layers::Conv2D(8, 3, {.strides = 2, .padding = "same", .use_bias = false})(in));
  for (const int64_t filters : {8, 16, 32}) {
    x = block(x, filters, filters == 8 ? 1 : 2);
    x = block(x, filters, 1);
  }
  x = layers::GlobalAveragePooling2D()(x);
  Model model(in, layers::Dense(10, {.activation = "softmax"})(x), {.name = "residual"});
  model.summary();

  const optimizers::schedules::CosineDecay rate(5e-3, 4 * 16);
  model.compile({.optimizer = optimizers::Adam({.learning_rate = rate}),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  model.fit(images(train.x), train.y, {.batch_size = 128, .epochs = 4});
  const double accuracy = model.evaluate(images(test.x), test.y, {.verbose = 0})["accuracy"];
  print("test accuracy", accuracy);
}
