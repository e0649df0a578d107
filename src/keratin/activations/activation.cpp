// Activations by name, and those that call a function.
#include "keratin/activations/activation.h"

#include "keratin/activations/elementwise.h"
#include "keratin/activations/functions.h"
#include "keratin/base/error.h"

namespace keratin::activations {
namespace {

class CalledFunction final : public Activation {
 public:
  CalledFunction(std::string name, Function<Tensor(const Tensor&)> f)
      : name_(std::move(name)), f_(std::move(f)) {}
  Tensor operator()(const Tensor& x) const override { return f_(x); }
  std::string_view name() const override {
    return name_.empty() ? "function" : std::string_view(name_).substr(name_.find('>') + 1);
  }
  std::string_view function_name() const override { return name_; }

 private:
  std::string name_;  // that files have for it
  Function<Tensor(const Tensor&)> f_;
};

struct ElementwiseEntry {
  std::string_view name;
  Unary function;
  std::string_view written = name;  // an alias stands in files as what it means
};
constexpr ElementwiseEntry kElementwise[] = {{"celu", Unary::celu},
                                             {"elu", Unary::elu},
                                             {"exponential", Unary::exp},
                                             {"gelu", Unary::gelu},
                                             {"hard_shrink", Unary::hard_shrink},
                                             {"hard_sigmoid", Unary::hard_sigmoid},
                                             {"hard_silu", Unary::hard_silu},
                                             {"hard_swish", Unary::hard_silu, "hard_silu"},
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
                                             {"swish", Unary::silu, "silu"},
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
    if (entry.name == name) return std::make_shared<Elementwise>(entry.written, entry.function);
  }
  for (const FunctionEntry& entry : kFunctions) {
    if (entry.name == name) {
      return std::make_shared<CalledFunction>(std::string(entry.name), entry.function);
    }
  }
  if (const auto custom = find_custom_function(family, name)) {
    return std::dynamic_pointer_cast<Activation>(custom);
  }
  throw_unknown_name<Activation>(name);
}

std::shared_ptr<Activation> Activation::from_function(Function<Tensor(const Tensor&)> f,
                                                      std::string name) {
  return std::make_shared<CalledFunction>(std::move(name), std::move(f));
}

ConfigValue to_value(const Choice<Activation>& x) {
  const std::shared_ptr<Activation> activation = x.make();
  if (!activation) return "linear";
  const std::string_view name = activation->function_name();
  if (name.empty()) throw_nameless_function(Activation::family);
  if (!listed_name<Activation>(name).empty()) return name;
  return function_record(name);
}

void from_value(const ConfigValue& value, Choice<Activation>& x) {
  if (value.is_none()) {
    x = "linear";
    return;
  }
  const std::string name = value.is_string() ? value.as_string() : function_in(value.as_config());
  if (name.empty()) {
    throw_value_error("expected the name of an activation, or a function",
                      {{"received", value.to_string().substr(0, 80)}},
                      "a layer such as LeakyReLU stands behind the layer whose output it takes");
  }
  x = Choice<Activation>::named(name);
}

}  // namespace keratin::activations
