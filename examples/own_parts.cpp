// A class of your own for each part of Keras, and how a model with them is saved as JSON and read
// back. The options struct of a class is its argument list and its configuration.
#include <keratin/keratin.h>

#include <iostream>

using namespace keratin;

// --- a layer with a state, a term of the loss, and weights ------------------------------------
struct CenteringOptions {
  double momentum = 0.99;
  std::string name = {};
  DTypePolicy dtype = {};
};
class Centering final : public LayerOf<Centering, CenteringOptions> {
 public:
  explicit Centering(CenteringOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    fill(mean_, {x[0].back()}, {.initializer = "zeros", .trainable = false});
  }
  Tensor call(const Tensor& x, Call& call) const override {
    if (!call.training()) return x - mean_;
    const Tensor mean = ops::mean(x, {.axis = 0});
    call.update(mean_, mean_ * options_.momentum + mean * (1 - options_.momentum));
    call.add_loss(ops::sum(ops::square(mean)) * 1e-3);
    return x - mean;
  }

 private:
  Variable mean_ = declare("mean");
};

// --- a loss ------------------------------------------------------------------------------------
struct PowerLossOptions {
  double exponent = 4;
  losses::Reduction reduction = "sum_over_batch_size";
  std::string name = {};
};
class PowerLoss final : public LossOf<PowerLoss, PowerLossOptions> {
 public:
  explicit PowerLoss(PowerLossOptions options = {}) : LossOf(std::move(options)) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    return ops::mean(ops::power(ops::abs(y_true - y_pred), options_.exponent), {.axis = -1});
  }
};

// --- a metric ----------------------------------------------------------------------------------
struct WithinOptions {
  std::string name = {};
  double distance = 0.5;
};
class Within final : public MetricOf<Within, WithinOptions> {
 public:
  explicit Within(WithinOptions options = {}) : MetricOf(std::move(options)) {}
  void update_state(const Tensor& y_true, const Tensor& y_pred, const Tensor&) override {
    const Tensor hits = (ops::abs(y_true.astype(float32) - y_pred) < options_.distance);
    accumulate(hits_, ops::sum(hits.astype(float64)));
    accumulate(count_, static_cast<double>(hits.size()));
  }
  double result() const override { return hits_.value().item() / count_.value().item(); }
  metrics::Direction direction() const override { return metrics::Direction::up; }

 private:
  Variable hits_ = add_variable({}, "hits"), count_ = add_variable({}, "count");
};

// --- an optimizer: steps of one size, along the signs of the gradient ----------------------------
struct SignStepOptions {
  optimizers::LearningRate learning_rate = 0.01;
  std::string name = {};
};
class SignStep final : public OptimizerOf<SignStep, SignStepOptions> {
 public:
  explicit SignStep(SignStepOptions options = {}) : OptimizerOf(std::move(options)) {}

 private:
  std::vector<std::string_view> slots() const override { return {"sign", "rate"}; }
  void update(Backend& backend, const View& weight, const ConstView& gradient,
              optimizers::Slots slots, float learning_rate) override {
    backend.run(UnaryCall{.f = Unary::sign, .args = {}, .x = gradient, .y = slots[0]});
    backend.run(FillCall{.value = learning_rate, .y = slots[1]});
    backend.run(BinaryCall{Binary::multiply, slots[0], slots[1], slots[0]});
    backend.run(BinaryCall{Binary::subtract, weight, slots[0], weight});
  }
};

// --- an initializer, a regularizer and a constraint
// -----------------------------------------------
struct ShareOptions {
  double total = 1;
};
class Share final : public InitializerOf<Share, ShareOptions> {  // equal weights of that sum
 public:
  explicit Share(ShareOptions options = {}) : Described(options) {}
  Tensor operator()(const Shape& shape, DType dtype) const override {
    return full(shape, options_.total / static_cast<double>(shape.size()), dtype);
  }
};
class Centred final : public RegularizerOf<Centred> {  // the square of the mean weight
 public:
  explicit Centred(NoOptions = {}) {}
  Tensor operator()(const Tensor& x) const override { return ops::square(ops::mean(x)); }
};
class AtMostOne final : public ConstraintOf<AtMostOne> {
 public:
  explicit AtMostOne(NoOptions = {}) {}
  Tensor operator()(const Tensor& weight) const override { return ops::clip(weight, -1.0, 1.0); }
};

// --- a callback --------------------------------------------------------------------------------
class Announce final : public Callback {
 public:
  void on_epoch_end(int64_t epoch, Logs& logs) override {
    if (epoch % 10 == 9) std::cout << "epoch " << epoch + 1 << ": " << logs.to_string() << "\n";
  }
};

// --- a model with a step of training of its own
// ---------------------------------------------------
class NoisyNet final : public ModelOf<NoisyNet> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(hidden_(x)); }
  Logs train_step(const Batch& batch) override {
    const Tensor noise = random::normal(batch.x[0].shape(), {.stddev = 0.05});
    const Tensors y_pred = outputs_for(batch.x[0] + noise);
    apply_gradients(compute_loss(batch, y_pred));
    return compute_metrics(batch, y_pred);
  }

 private:
  layers::Dense hidden_ = track(layers::Dense(16, {.activation = "tanh"}));
  layers::Dense head_ = track(layers::Dense(1));
};

// Loading makes classes by their registered names, and no others.
void register_parts() {
  register_keras_serializable<Centering>("example");
  register_keras_serializable<Share>("example");
  register_keras_serializable<Centred>("example");
  register_keras_serializable<AtMostOne>("example");
  register_keras_serializable<PowerLoss>("example");
  register_keras_serializable<Within>("example");
  register_keras_serializable<SignStep>("example");
}

int main() {
  utils::set_random_seed(7);
  const Tensor x = random::normal({512, 4}), y = ops::sum(x, {.axis = 1, .keepdims = true}) / 2;

  Input input({4});
  Tensor z = Centering({.momentum = 0.9})(input);
  z = layers::Dense(1, {.kernel_initializer = Share({.total = 2}),
                        .kernel_regularizer = Centred(),
                        .kernel_constraint = AtMostOne()})(z);
  Model model(input, z);
  model.compile({.optimizer = SignStep({.learning_rate = 0.005}),
                 .loss = PowerLoss({.exponent = 2}),
                 .metrics = {Within()}});
  model.fit(x, y, {.epochs = 30, .verbose = 0, .callbacks = {Announce()}});
  model.summary();

  NoisyNet net;
  net.compile({.optimizer = "adam", .loss = "mse", .metrics = {Within()}});
  net.fit(x, y, {.epochs = 30, .verbose = 0, .callbacks = {Announce()}});

  register_parts();
  const std::string json = model.to_json();
  Model again = model_from_json(json);
  again.set_weights(model.get_weights());
  const bool is_same = again.to_json() == json && array_equal(again.predict(x), model.predict(x));
  std::cout << json << "\n";
  for (const Object* part :
       {static_cast<const Object*>(&net), static_cast<const Object*>(&model)}) {
    std::cout << part->class_name() << " has a configuration of " << part->get_config().size()
              << " entries\n";
  }
  std::cout << "read back: " << (is_same ? "the same model" : "ANOTHER MODEL") << "\n";
  return is_same ? 0 : 1;
}
