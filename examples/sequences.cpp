// Reading sums: "37+58" as a sequence of signs, and whether it is 100 or more. Once by a recurrent
// network, once by a transformer block, whose heads look at all signs at once.
#include <keratin/keratin.h>

using namespace keratin;

constexpr int64_t kLength = 5, kSigns = 11;  // ten digits and '+'

struct Sums {
  Tensor text, is_large;  // [samples, 5], [samples, 1]
};
Sums drawn_sums(int64_t samples, uint64_t seed) {
  const Tensor a = random::randint({samples}, 0, 100, int32, {.seed = seed});
  const Tensor b = random::randint({samples}, 0, 100, int32, {.seed = seed + 1});
  const Tensor tens_a = ops::floor_divide(a, 10), tens_b = ops::floor_divide(b, 10);
  const Tensor plus = full({samples}, 10, int32);
  const Tensor text = stack({tens_a, a - tens_a * 10, plus, tens_b, b - tens_b * 10}, 1);
  return {text, (a + b >= 100).astype(float32).expand_dims(-1)};
}

Model recurrent() {
  return Sequential({Input({kLength}), layers::Embedding(kSigns, 16), layers::LSTM(32),
                     layers::Dense(1, {.activation = "sigmoid"})});
}

/// What a sign is, and where it stands: the sum of two embeddings.
class TokenAndPosition final : public LayerOf<TokenAndPosition> {
 public:
  Tensor call(const Tensor& x, Call&) const override {
    return token_(x) + position_(arange(kLength));
  }

 private:
  layers::Embedding token_ = track("token", layers::Embedding(kSigns, 16));
  layers::Embedding position_ = track("position", layers::Embedding(kLength, 16));
};

Model transformer() {
  const Input in({kLength});
  Tensor x = TokenAndPosition()(in);
  x = layers::LayerNormalization()(x + layers::MultiHeadAttention(4, 8)({x, x}));
  const Tensor wide = layers::Dense(32, {.activation = "gelu"})(x);
  x = layers::LayerNormalization()(x + layers::Dense(16)(wide));
  x = layers::GlobalAveragePooling1D()(x);
  return Model(in, layers::Dense(1, {.activation = "sigmoid"})(x));
}

int main() {
  utils::set_random_seed(1);
  const Sums train = drawn_sums(6000, 1), test = drawn_sums(1000, 100);
  for (Model model : {recurrent(), transformer()}) {
    model.summary();
    model.compile({.optimizer = optimizers::Adam({.learning_rate = 5e-3}),
                   .loss = "binary_crossentropy",
                   .metrics = {"accuracy"}});
    model.fit(train.text, train.is_large, {.batch_size = 64, .epochs = 6, .verbose = 2});
    const auto [loss, accuracy] = model.evaluate(test.text, test.is_large, {.verbose = 0});
    print("test accuracy", accuracy, "loss", loss);
  }
}
