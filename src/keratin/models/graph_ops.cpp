// The ops that a file's graph may hold, from Keras's names to ours.
#include "keratin/models/graph_ops_internal.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"

namespace keratin::models {
namespace {

/// The arguments of a call, by position and name.
class Arguments {
 public:
  Arguments(const std::string& op, const std::vector<GraphArgument>& list, const Config& config)
      : op_(op), list_(list), config_(config) {}

  const Tensor& tensor(size_t i = 0) const {
    if (i < list_.size() && list_[i].tensors.size() == 1) return list_[i].tensors[0];
    throw_value_error(text(op_, ": argument ", i, " is no tensor"));
  }
  bool is_tensor(size_t i) const { return i < list_.size() && list_[i].is_tensor(); }
  const Tensors& tensors() const {
    if (!list_.empty() && list_[0].is_tensor()) return list_[0].tensors;
    throw_value_error(text(op_, ": the argument is no list of tensors"));
  }
  Scalar number(size_t i) const {
    const ConfigValue& value = i < list_.size() ? list_[i].value : missing_;
    if (value.is_integer()) return value.as_integer();
    return value.is_bool() ? Scalar(value.as_bool()) : Scalar(value.as_number());
  }
  /// What the op was made with; `missing` when it is not there.
  const ConfigValue& at(std::string_view name) const {
    const ConfigValue* value = config_.find(name);
    return value ? *value : missing_;
  }
  int axis(int missing) const {
    return at("axis").is_none() ? missing : static_cast<int>(at("axis").as_integer());
  }
  ReduceOptions reduction() const {
    ReduceOptions options;
    if (!at("axis").is_none()) from_value(at("axis"), options.axis);
    options.keepdims = at("keepdims").is_bool() && at("keepdims").as_bool();
    return options;
  }
  double number(std::string_view name, double missing) const {
    return at(name).is_none() ? missing : at(name).as_number();
  }

 private:
  const std::string& op_;
  const std::vector<GraphArgument>& list_;
  const Config& config_;
  ConfigValue missing_;
};

struct UnaryEntry {
  std::string_view name;
  Unary function;
};
constexpr UnaryEntry kUnary[] = {
    {"Absolute", Unary::abs},
    {"Negative", Unary::negative},
    {"Square", Unary::square},
    {"Sqrt", Unary::sqrt},
    {"Rsqrt", Unary::rsqrt},
    {"Exp", Unary::exp},
    {"Expm1", Unary::expm1},
    {"Log", Unary::log},
    {"Log1p", Unary::log1p},
    {"Log2", Unary::log2},
    {"Log10", Unary::log10},
    {"Sin", Unary::sin},
    {"Cos", Unary::cos},
    {"Tan", Unary::tan},
    {"Tanh", Unary::tanh},
    {"Sinh", Unary::sinh},
    {"Cosh", Unary::cosh},
    {"Arctan", Unary::arctan},
    {"Floor", Unary::floor},
    {"Ceil", Unary::ceil},
    {"Sign", Unary::sign},
    {"Erf", Unary::erf},
    {"Reciprocal", Unary::reciprocal},
    {"Relu", Unary::relu},
    {"Relu6", Unary::relu6},
    {"Sigmoid", Unary::sigmoid},
    {"Silu", Unary::silu},
    {"Softplus", Unary::softplus},
    {"Softsign", Unary::softsign},
    {"LogSigmoid", Unary::log_sigmoid},
    {"Selu", Unary::selu},
    {"HardSigmoid", Unary::hard_sigmoid},
    {"HardSilu", Unary::hard_silu},
    {"HardTanh", Unary::hard_tanh},
    {"TanhShrink", Unary::tanh_shrink},
    {"SparsePlus", Unary::sparse_plus},
    {"SparseSigmoid", Unary::sparse_sigmoid},
    {"Mish", Unary::mish},
};
struct BinaryEntry {
  std::string_view name;
  Binary function;
};
constexpr BinaryEntry kBinary[] = {
    {"Add", Binary::add},
    {"Subtract", Binary::subtract},
    {"Multiply", Binary::multiply},
    {"Divide", Binary::divide},
    {"FloorDivide", Binary::floor_divide},
    {"Mod", Binary::mod},
    {"Power", Binary::power},
    {"Maximum", Binary::maximum},
    {"Minimum", Binary::minimum},
    {"Arctan2", Binary::arctan2},
    {"Equal", Binary::equal},
    {"NotEqual", Binary::not_equal},
    {"Less", Binary::less},
    {"LessEqual", Binary::less_equal},
    {"Greater", Binary::greater},
    {"GreaterEqual", Binary::greater_equal},
    {"LogicalAnd", Binary::logical_and},
    {"LogicalOr", Binary::logical_or},
    {"LogicalXor", Binary::logical_xor},
    {"TrueDivide", Binary::divide},
};

struct OpEntry {
  std::string_view name;
  Tensor (*call)(const Arguments&);
};
constexpr OpEntry kOps[] = {
    {"Sum", [](const Arguments& a) { return ops::sum(a.tensor(), a.reduction()); }},
    {"Mean", [](const Arguments& a) { return ops::mean(a.tensor(), a.reduction()); }},
    {"Prod", [](const Arguments& a) { return ops::prod(a.tensor(), a.reduction()); }},
    {"Max", [](const Arguments& a) { return ops::max(a.tensor(), a.reduction()); }},
    {"Min", [](const Arguments& a) { return ops::min(a.tensor(), a.reduction()); }},
    {"Var", [](const Arguments& a) { return ops::var(a.tensor(), a.reduction()); }},
    {"Std", [](const Arguments& a) { return ops::std(a.tensor(), a.reduction()); }},
    {"Any", [](const Arguments& a) { return ops::any(a.tensor(), a.reduction()); }},
    {"All", [](const Arguments& a) { return ops::all(a.tensor(), a.reduction()); }},
    {"Logsumexp", [](const Arguments& a) { return ops::logsumexp(a.tensor(), a.reduction()); }},
    {"Softmax", [](const Arguments& a) { return ops::softmax(a.tensor(), a.axis(-1)); }},
    {"LogSoftmax", [](const Arguments& a) { return ops::log_softmax(a.tensor(), a.axis(-1)); }},
    {"Matmul", [](const Arguments& a) { return ops::matmul(a.tensor(0), a.tensor(1)); }},
    {"ExpandDims", [](const Arguments& a) { return ops::expand_dims(a.tensor(), a.axis(-1)); }},
    {"Concatenate",
     [](const Arguments& a) { return ops::concatenate(a.tensors().to_vector(), a.axis(-1)); }},
    {"Stack", [](const Arguments& a) { return ops::stack(a.tensors().to_vector(), a.axis(0)); }},
    {"Reshape",
     [](const Arguments& a) {
       Shape shape;
       for (const ConfigValue& length : a.at("newshape").as_list()) {
         shape.push_back(length.is_none() ? -1 : length.as_integer());
       }
       return ops::reshape(a.tensor(), shape);
     }},
    {"Transpose",
     [](const Arguments& a) {
       Axes axes;
       if (!a.at("axes").is_none()) from_value(a.at("axes"), axes);
       return ops::transpose(a.tensor(), axes);
     }},
    {"Squeeze",
     [](const Arguments& a) {
       Axes axes;
       if (!a.at("axis").is_none()) from_value(a.at("axis"), axes);
       return ops::squeeze(a.tensor(), axes);
     }},
    {"Cast",
     [](const Arguments& a) { return a.tensor().astype(dtype_named(a.at("dtype").as_string())); }},
    {"LeakyRelu",
     [](const Arguments& a) {
       return ops::unary(Unary::leaky_relu, a.tensor(), {.a = a.number("negative_slope", 0.2)});
     }},
    {"Elu",
     [](const Arguments& a) {
       return ops::unary(Unary::elu, a.tensor(), {.a = a.number("alpha", 1)});
     }},
    {"Gelu",
     [](const Arguments& a) {
       const bool is_exact = a.at("approximate").is_bool() && !a.at("approximate").as_bool();
       return ops::unary(is_exact ? Unary::gelu : Unary::gelu_tanh, a.tensor());
     }},
    {"Clip",
     [](const Arguments& a) {
       return ops::unary(Unary::clip, a.tensor(),
                         {.a = a.at("x_min").as_number(), .b = a.at("x_max").as_number()});
     }},
};

Tensor call_binary(Binary f, const Arguments& arguments) {
  if (arguments.is_tensor(0) && arguments.is_tensor(1)) {
    return ops::binary(f, arguments.tensor(0), arguments.tensor(1));
  }
  return arguments.is_tensor(0) ? ops::binary(f, arguments.tensor(0), arguments.number(1))
                                : ops::binary(f, arguments.number(0), arguments.tensor(1));
}

}  // namespace

Tensors call_graph_op(const std::string& class_name, const std::vector<GraphArgument>& list,
                      const Config& config) {
  const Arguments arguments(class_name, list, config);
  for (const UnaryEntry& entry : kUnary) {
    if (entry.name == class_name) return ops::unary(entry.function, arguments.tensor());
  }
  for (const BinaryEntry& entry : kBinary) {
    if (entry.name == class_name) return call_binary(entry.function, arguments);
  }
  for (const OpEntry& entry : kOps) {
    if (entry.name == class_name) return entry.call(arguments);
  }
  throw_value_error(text("the op '", class_name, "' in the graph is not known"));
}

}  // namespace keratin::models
