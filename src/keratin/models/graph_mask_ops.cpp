// The ops that masks leave in the graphs of Keras's files and that nothing else here makes:
// Concatenate fills up with ones and zeros, attention gives its mask on as a tensor.
#include "keratin/models/graph_ops_internal.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::models {
namespace {

/// The dtype that the op was made with; without one, that of x.
DType dtype_for(const Config& config, const Tensor& x) {
  const ConfigValue* dtype = config.find("dtype");
  return dtype && !dtype->is_none() ? dtype_named(dtype->as_string()) : x.dtype();
}

using Make = Tensor (*)(const Tensor& x, DType dtype);

struct MaskOp {
  std::string_view name, module;
  Make make;
};
constexpr MaskOp kMaskOps[] = {
    {"ConvertToTensor", "core",
     [](const Tensor& x, DType dtype) { return dtype == x.dtype() ? x : ops::cast(x, dtype); }},
    {"OnesLike", "numpy",
     [](const Tensor& x, DType dtype) { return ones(x.shape(), dtype, x.device()); }},
    {"ZerosLike", "numpy",
     [](const Tensor& x, DType dtype) { return zeros(x.shape(), dtype, x.device()); }},
};

}  // namespace

std::optional<Tensors> called_mask_op(const std::string& class_name,
                                      const std::vector<GraphArgument>& list,
                                      const Config& config) {
  for (const MaskOp& op : kMaskOps) {
    if (op.name != class_name || list.size() != 1 || list[0].tensors.size() != 1) continue;
    const Tensor& x = list[0].tensors[0];
    const DType dtype = dtype_for(config, x);
    const Make make = op.make;
    return symbolic_op(
        {.class_name = class_name, .module = op.module, .arguments = {{}}, .config = config}, x,
        [make, dtype](const Tensors& in) { return make(in[0], dtype); });
  }
  return {};
}

}  // namespace keratin::models
