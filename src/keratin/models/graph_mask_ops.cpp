// The ops that masks leave in the graphs of Keras's files: Concatenate fills up with ones and
// zeros, attention gives its mask on as a tensor, which nothing else here makes.
#include "keratin/models/graph_arguments_internal.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/node.h"

namespace keratin::models {
namespace {

Tensor converted(const Arguments& arguments, std::optional<DType> dtype) {
  const auto convert = [dtype](const Tensors& in) {
    return !dtype || *dtype == in[0].dtype() ? in[0] : ops::cast(in[0], *dtype);
  };
  return symbolic_op({.class_name = "ConvertToTensor",
                      .module = "core",
                      .arguments = {{}},
                      .config = arguments.named()},
                     arguments.tensor(), convert);
}

}  // namespace

std::optional<Tensors> called_mask_op(const std::string& class_name, const Arguments& arguments) {
  const ConfigValue& name = arguments.at("dtype");
  const auto dtype = name.is_none() ? std::optional<DType>() : dtype_named(name.as_string());
  if (class_name == "ConvertToTensor") return converted(arguments, dtype);
  if (class_name == "OnesLike") {
    const Tensor& x = arguments.tensor();
    return dtype ? ops::ones_like(x, *dtype) : ops::ones_like(x);
  }
  if (class_name == "ZerosLike") {
    const Tensor& x = arguments.tensor();
    return dtype ? ops::zeros_like(x, *dtype) : ops::zeros_like(x);
  }
  if (class_name == "FullLike") {
    const Tensor& x = arguments.tensor();
    const Scalar value = arguments.number(1);
    return dtype ? ops::full_like(x, value, *dtype) : ops::full_like(x, value);
  }
  return {};
}

}  // namespace keratin::models
