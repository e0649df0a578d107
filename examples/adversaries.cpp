// A generative adversarial network (Goodfellow et al., 2014) that learns a ring of points: one
// model draws, the other tells drawn points from real ones, and train_step trains both in turn.
#include <keratin/keratin.h>

#include <numbers>

using namespace keratin;

constexpr int64_t kNoise = 8;

Tensor points_on_a_ring(int64_t count) {
  const Tensor angle = random::uniform({count}, {.maxval = 2 * std::numbers::pi});
  const Tensor ring = stack({ops::cos(angle), ops::sin(angle)}, 1);
  return ring * 2 + random::normal({count, 2}, {.stddev = 0.05});
}

class Adversaries final : public ModelOf<Adversaries> {
 public:
  Tensor call(const Tensor& noise, Call&) const override { return generator_(noise); }

  Logs train_step(const Batch& batch) override {
    const Tensor& real = batch.x[0];
    const Tensor noise = random::normal({real.len(), kNoise});
    const Tensor fake = generator_(noise).detach();
    const losses::BinaryCrossentropy loss({.from_logits = true});
    const Tensor is_real = ones({real.len(), 1}), is_fake = zeros({real.len(), 1});

    const Tensor told = loss(is_real * 0.9, judge_(real)) + loss(is_fake, judge_(fake));
    const std::vector<Variable> judged = judge_.trainable_weights();
    judge_step_.apply(gradients(told, judged), judged);

    const Tensor fooled = loss(is_real, judge_(generator_(noise)));
    const std::vector<Variable> drawn = generator_.trainable_weights();
    generator_step_.apply(gradients(fooled, drawn), drawn);

    Logs logs;
    logs.set("judge", told.item<double>());
    logs.set("generator", fooled.item<double>());
    return logs;
  }

 private:
  Sequential generator_ =
      track("generator", Sequential({Input({kNoise}), layers::Dense(32, "relu"),
                                     layers::Dense(32, "relu"), layers::Dense(2)}));
  Sequential judge_ =
      track("judge", Sequential({Input({2}), layers::Dense(32, "leaky_relu"),
                                 layers::Dense(32, "leaky_relu"), layers::Dense(1)}));
  optimizers::Adam generator_step_{{.learning_rate = 1e-3, .beta_1 = 0.5}};
  optimizers::Adam judge_step_{{.learning_rate = 1e-3, .beta_1 = 0.5}};
};

int main() {
  utils::set_random_seed(2);
  const Tensor real = points_on_a_ring(4096);
  Adversaries model;
  model.compile({});
  const auto distance_from_ring = [&] {
    const Tensor drawn = model(random::normal({1000, kNoise}, {.seed = 7}));
    const Tensor radius = ops::sqrt(ops::sum(ops::square(drawn), {.axis = 1}));
    return ops::mean(ops::abs(radius - 2)).item<double>();
  };
  print("mean distance from the ring before:", distance_from_ring());
  model.fit(real, {.batch_size = 128, .epochs = 40, .verbose = 2});
  print("mean distance from the ring after: ", distance_from_ring());

  const Tensor drawn = model(random::normal({1000, kNoise}, {.seed = 7}));
  plot::scatter(real[{slice(0, 1000), 0}], real[{slice(0, 1000), 1}], {.label = "real"});
  plot::scatter(drawn[{slice(), 0}], drawn[{slice(), 1}], {.label = "drawn"});
  plot::legend();
  plot::savefig("ring.png");
}
