// Activations by name, and those that call a function.
#include "keratin/activations/activation.h"

#include "keratin/base/error.h"

#include "keratin/activations/elementwise.h"
#include "keratin/activations/functions.h"

namespace keratin::activations {
namespace {

class CalledFunction final : public Activation {
 public:
  CalledFunction(std::string_view name, Function<Tensor(const Tensor&)> f)
      : name_(name), f_(std::move(f)) {}
  Tensor operator()(const Tensor& x) const override { return f_(x); }
  std::string_view name() const override { return name_; }

 private:
  std::string_view name_;
  Function<Tensor(const Tensor&)> f_;
};

struct ElementwiseEntry {
  std::string_view name;
  Unary function;
};
constexpr ElementwiseEntry kElementwise[] = {{"celu", Unary::celu},
                                             {"elu", Unary::elu},
                                             {"exponential", Unary::exp},
                                             {"gelu", Unary::gelu},
                                             {"hard_shrink", Unary::hard_shrink},
                                             {"hard_sigmoid", Unary::hard_sigmoid},
                                             {"hard_silu", Unary::hard_silu},
                                             {"hard_swish", Unary::hard_silu},
                                             {"hard_tanh", Unary::hard_tanh},
                                             {"leaky_relu", Unary::leaky_relu},
                                             {"log_sigmoid", Unary::log_sigmoid},
                                             {"mish", Unary::mish},
                                             {"relu", Unary::relu},
                                             {"relu6", Unary::relu6},
                                             {"selu", Unary::selu},
                                             {"sigmoid", Unary::sigmoid},
                                             {"silu", Unary::silu},
                                             {"soft_shrink", Unary::soft_shrink},
                                             {"softplus", Unary::softplus},
                                             {"softsign", Unary::softsign},
                                             {"sparse_plus", Unary::sparse_plus},
                                             {"sparse_sigmoid", Unary::sparse_sigmoid},
                                             {"squareplus", Unary::squareplus},
                                             {"swish", Unary::silu},
                                             {"tanh", Unary::tanh},
                                             {"tanh_shrink", Unary::tanh_shrink}};

struct FunctionEntry {
  std::string_view name;
  Tensor (*function)(const Tensor&);
};
constexpr FunctionEntry kFunctions[] = {
    {"glu", [](const Tensor& x) { return glu(x); }},
    {"linear", [](const Tensor& x) { return x; }},
    {"log_softmax", [](const Tensor& x) { return log_softmax(x); }},
    {"softmax", [](const Tensor& x) { return softmax(x); }},
    {"sparsemax", [](const Tensor& x) { return sparsemax(x); }},
};

}  // namespace

std::shared_ptr<Activation> Activation::get(std::string_view name) {
  for (const ElementwiseEntry& entry : kElementwise) {
    if (entry.name == name) return std::make_shared<Elementwise>(entry.name, entry.function);
  }
  for (const FunctionEntry& entry : kFunctions) {
    if (entry.name == name) return std::make_shared<CalledFunction>(entry.name, entry.function);
  }
  throw_unknown_name<Activation>(name);
}

std::shared_ptr<Activation> Activation::from_function(Function<Tensor(const Tensor&)> f) {
  return std::make_shared<CalledFunction>("function", std::move(f));
}

}  // namespace keratin::activations

namespace keratin {

ConfigValue to_value(const Activation& x) {
  const std::shared_ptr<activations::Activation> activation = x.make();
  if (!activation) return "linear";
  if (activation->name() == "function") {
    throw_value_error("an activation function of your own has no name, so it cannot be saved");
  }
  return activation->name();
}

void from_value(const ConfigValue& value, Activation& x) {
  x = value.is_none() ? Activation("linear") : Activation::named(value.as_string());
}

}  // namespace keratin
