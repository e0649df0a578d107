// The ops of Keras's that are made of others here, where a graph has those: one that comes from a
// file stays the one that it was, and is written again as Keras wrote it.
#include "keratin/models/graph_arguments_internal.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/composed.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/nan_reductions.h"
#include "keratin/ops/node.h"
#include "keratin/ops/normalization.h"
#include "keratin/ops/products.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/selection.h"
#include "keratin/ops/stacking.h"
#include "keratin/ops/statistics.h"

namespace keratin::models {
namespace {

template <Tensor (*f)(const Tensor&)>
Tensors of_one(const Arguments& a) {
  return f(a.tensor());
}
template <Tensor (*f)(const Tensor&, const Tensor&)>
Tensors of_two(const Arguments& a) {
  return f(a.tensor(0), a.tensor(1));
}
template <Tensor (*f)(const Tensor&, const ReduceOptions&)>
Tensors along_axes(const Arguments& a) {
  return f(a.tensor(), a.reduction());
}
template <Tensor (*f)(const std::vector<Tensor>&)>
Tensors of_list(const Arguments& a) {
  return f(a.tensors().to_vector());
}
template <Tensor (*along)(const Tensor&, int), Tensor (*of_all)(const Tensor&)>
Tensors along_or_of_all(const Arguments& a) {
  const Tensor y = a.has_axis() ? along(a.tensor(), a.axis(0)) : of_all(a.tensor());
  const ConfigValue& dtype = a.at("dtype");
  return dtype.is_none() ? y : y.as_dtype(dtype_named(dtype.as_string()));
}

Axes axes_named(const Arguments& a, std::string_view name, const Axes& missing) {
  Axes axes = missing;
  if (!a.at(name).is_none()) from_value(a.at(name), axes);
  return axes;
}

// --- quantiles ---

ops::QuantileOptions quantile_options(const Arguments& a) {
  ops::QuantileOptions options = {.method = a.word("method", "linear"),
                                  .keepdims = a.flag("keepdims")};
  if (a.has_axis()) options.axis = a.axis(0);
  return options;
}
template <Tensor (*f)(const Tensor&, const ops::QuantileOptions&)>
Tensors middle(const Arguments& a) {
  return f(a.tensor(), quantile_options(a));
}
template <Tensor (*one)(const Tensor&, double, const ops::QuantileOptions&),
          Tensor (*several)(const Tensor&, const std::vector<double>&, const ops::QuantileOptions&)>
Tensors quantiles(const Arguments& a) {
  if (a.is_tensor(1)) {
    const Tensor q = a.tensor(1);
    if (q.ndim() > 1) throw_value_error("the shares of a quantile have one axis, or none");
    const std::vector<double> shares = q.as_dtype(float64).to_vector<double>();
    return q.ndim() == 0 ? one(a.tensor(), shares[0], quantile_options(a))
                         : several(a.tensor(), shares, quantile_options(a));
  }
  if (!a.value(1).is_list()) return one(a.tensor(), a.value(1).as_number(), quantile_options(a));
  std::vector<double> shares;
  from_value(a.value(1), shares);
  return several(a.tensor(), shares, quantile_options(a));
}

// --- parts and wholes ---

Tensors call_append(const Arguments& a) {
  return a.has_axis() ? ops::append(a.tensor(0), a.tensor(1), a.axis(0))
                      : ops::append(a.tensor(0), a.tensor(1));
}
template <std::vector<Tensor> (*f)(const Tensor&, int64_t)>
Tensors in_sections(const Arguments& a) {
  return Tensors(f(a.tensor(), a.sections()));
}
Tensors call_array_split(const Arguments& a) {
  return Tensors(ops::array_split(a.tensor(), a.sections(), a.axis(0)));
}
Tensors call_rot90(const Arguments& a) {
  const Shape axes = axes_named(a, "axes", {0, 1}).list;
  if (axes.rank() != 2) throw_value_error("Rot90: axes are two");
  const int64_t times = a.at("k").is_none() ? 1 : a.whole("k");
  return ops::rot90(a.tensor(), times, static_cast<int>(axes[0]), static_cast<int>(axes[1]));
}
Tensors call_einsum(const Arguments& a) {
  const std::string subscripts = a.word("subscripts", "");
  return a.count() == 1 ? ops::einsum(subscripts, a.tensor())
                        : ops::einsum(subscripts, a.tensor(0), a.tensor(1));
}

// --- statistics and normalization ---

Tensors call_average(const Arguments& a) {
  const Tensor weights = a.named_tensor("weights");
  return a.has_axis() ? ops::average(a.tensor(), a.axis(0), weights)
                      : ops::average(a.tensor(), weights);
}
std::optional<double> epsilon_of(const Arguments& a) {
  if (a.at("epsilon").is_none()) return {};
  return a.number("epsilon", 0);
}
/// An argument by position that may be missing.
Tensor tensor_or_none(const Arguments& a, size_t i) {
  return a.is_tensor(i) ? a.tensor(i) : Tensor();
}

Tensors call_batch_norm(const Arguments& a) {
  return ops::batch_normalization(a.tensor(0), a.tensor(1), a.tensor(2), a.axis(-1),
                                  {.offset = tensor_or_none(a, 3),
                                   .scale = tensor_or_none(a, 4),
                                   .epsilon = a.number("epsilon", 1e-3)});
}
Tensors call_layer_norm(const Arguments& a) {
  return ops::layer_normalization(a.tensor(), {.gamma = tensor_or_none(a, 1),
                                               .beta = tensor_or_none(a, 2),
                                               .axis = axes_named(a, "axis", -1),
                                               .epsilon = epsilon_of(a),
                                               .rms_scaling = a.flag("rms_scaling")});
}
Tensors call_rms_norm(const Arguments& a) {
  return ops::rms_normalization(a.tensor(), {.scale = a.named_tensor("scale"),
                                             .axis = axes_named(a, "axis", -1),
                                             .epsilon = epsilon_of(a)});
}
Tensors call_moments(const Arguments& a) {
  const auto [mean, variance] =
      ops::moments(a.tensor(), axes_named(a, "axes", {}), a.flag("keepdims"));
  return {mean, variance};
}
Tensors call_normalize(const Arguments& a) {
  return ops::normalize(a.tensor(), {.axis = axes_named(a, "axis", -1),
                                     .order = a.at("order").is_none() ? 2 : a.whole("order"),
                                     .epsilon = epsilon_of(a)});
}

// --- elements ---

Tensors call_nan_to_num(const Arguments& a) {
  ops::NanToNumOptions options = {.nan = a.number("nan", 0)};
  if (!a.at("posinf").is_none()) options.posinf = a.number("posinf", 0);
  if (!a.at("neginf").is_none()) options.neginf = a.number("neginf", 0);
  return ops::nan_to_num(a.tensor(), options);
}
Tensors call_isclose(const Arguments& a) {
  CloseOptions options = {.equal_nan = a.flag("equal_nan")};
  if (!a.value(2).is_none()) options.rtol = a.value(2).as_number();
  if (!a.value(3).is_none()) options.atol = a.value(3).as_number();
  return ops::isclose(a.tensor(0), a.tensor(1), options);
}
Tensors call_vander(const Arguments& a) {
  return ops::vander(a.tensor(), {.N = a.amount("N"), .increasing = a.flag("increasing")});
}
Tensors call_multi_hot(const Arguments& a) {
  const ConfigValue& dtype = a.at("dtype");
  return ops::multi_hot(a.tensor(), a.at("num_classes").as_integer(), a.axis(-1),
                        dtype.is_none() ? float32 : dtype_named(dtype.as_string()));
}

struct KeptOp {
  std::string_view name, module;
  Tensors (*call)(const Arguments&);
};
constexpr KeptOp kKeptOps[] = {
    {"Fabs", "numpy", of_one<ops::fabs>},
    {"Deg2rad", "numpy", of_one<ops::deg2rad>},
    {"Rad2deg", "numpy", of_one<ops::rad2deg>},
    {"Isposinf", "numpy", of_one<ops::isposinf>},
    {"Isneginf", "numpy", of_one<ops::isneginf>},
    {"Ravel", "numpy", of_one<ops::ravel>},
    {"Fliplr", "numpy", of_one<ops::fliplr>},
    {"Flipud", "numpy", of_one<ops::flipud>},
    {"Corrcoef", "numpy", of_one<ops::corrcoef>},
    {"DivideNoNan", "numpy", of_two<ops::divide_no_nan>},
    {"Fmax", "numpy", of_two<ops::fmax>},
    {"Fmin", "numpy", of_two<ops::fmin>},
    {"Heaviside", "numpy", of_two<ops::heaviside>},
    {"Hypot", "numpy", of_two<ops::hypot>},
    {"Inner", "numpy", of_two<ops::inner>},
    {"Kron", "numpy", of_two<ops::kron>},
    {"Logaddexp", "numpy", of_two<ops::logaddexp>},
    {"Logaddexp2", "numpy", of_two<ops::logaddexp2>},
    {"Vdot", "numpy", of_two<ops::vdot>},
    {"Amax", "numpy", along_axes<ops::amax>},
    {"Amin", "numpy", along_axes<ops::amin>},
    {"Nansum", "numpy", along_axes<ops::nansum>},
    {"Nanprod", "numpy", along_axes<ops::nanprod>},
    {"Nanmax", "numpy", along_axes<ops::nanmax>},
    {"Nanmin", "numpy", along_axes<ops::nanmin>},
    {"Nanmean", "numpy", along_axes<ops::nanmean>},
    {"Nanvar", "numpy", along_axes<ops::nanvar>},
    {"Nanstd", "numpy", along_axes<ops::nanstd>},
    {"Ptp", "numpy", along_axes<ops::ptp>},
    {"Nancumsum", "numpy", along_or_of_all<ops::nancumsum, ops::nancumsum>},
    {"Nancumprod", "numpy", along_or_of_all<ops::nancumprod, ops::nancumprod>},
    {"Median", "numpy", middle<ops::median>},
    {"Nanmedian", "numpy", middle<ops::nanmedian>},
    {"Quantile", "numpy", quantiles<ops::quantile, ops::quantile>},
    {"Percentile", "numpy", quantiles<ops::percentile, ops::percentile>},
    {"Nanquantile", "numpy", quantiles<ops::nanquantile, ops::nanquantile>},
    {"Nanpercentile", "numpy", quantiles<ops::nanpercentile, ops::nanpercentile>},
    {"Append", "numpy", call_append},
    {"Hstack", "numpy", of_list<ops::hstack>},
    {"Vstack", "numpy", of_list<ops::vstack>},
    {"Dstack", "numpy", of_list<ops::dstack>},
    {"Hsplit", "numpy", in_sections<ops::hsplit>},
    {"Vsplit", "numpy", in_sections<ops::vsplit>},
    {"Dsplit", "numpy", in_sections<ops::dsplit>},
    {"ArraySplit", "numpy", call_array_split},
    {"Unstack", "core",
     [](const Arguments& a) {
       const Tensor x = a.tensor();
       check_parts(x.shape()[normalize_axis("unstack", a.axis(0), x.shape())]);
       return Tensors(ops::unstack(x, a.axis(0)));
     }},
    {"Rot90", "numpy", call_rot90},
    {"Einsum", "numpy", call_einsum},
    {"Average", "numpy", call_average},
    {"Diagflat", "numpy",
     [](const Arguments& a) -> Tensors { return ops::diagflat(a.tensor(), a.whole("k")); }},
    {"NanToNum", "numpy", call_nan_to_num},
    {"Isclose", "numpy", call_isclose},
    {"Vander", "numpy", call_vander},
    {"Argpartition", "numpy",
     [](const Arguments& a) -> Tensors {
       return ops::argpartition(a.tensor(), a.at("kth").as_integer(), a.axis(-1));
     }},
    {"IsIn", "numpy",
     [](const Arguments& a) -> Tensors {
       return ops::isin(a.tensor(0), a.tensor(1), {.invert = a.flag("invert")});
     }},
    {"SaturateCast", "core",
     [](const Arguments& a) -> Tensors {
       return ops::saturate_cast(a.tensor(), dtype_named(a.at("dtype").as_string()));
     }},
    {"BatchNorm", "nn", call_batch_norm},
    {"LayerNorm", "nn", call_layer_norm},
    {"RMSNorm", "nn", call_rms_norm},
    {"Moments", "nn", call_moments},
    {"Normalize", "nn", call_normalize},
    {"MultiHot", "nn", call_multi_hot},
    {"BinaryCrossentropy", "nn",
     [](const Arguments& a) -> Tensors {
       return ops::binary_crossentropy(a.tensor(0), a.tensor(1), a.flag("from_logits"));
     }},
    {"CategoricalCrossentropy", "nn",
     [](const Arguments& a) -> Tensors {
       return ops::categorical_crossentropy(a.tensor(0), a.tensor(1), a.flag("from_logits"),
                                            a.axis(-1));
     }},
    {"DepthToSpace", "nn",
     [](const Arguments& a) -> Tensors {
       return ops::depth_to_space(a.tensor(), a.at("block_size").as_integer(),
                                  a.word("data_format", "channels_last"));
     }},
    {"SpaceToDepth", "nn",
     [](const Arguments& a) -> Tensors {
       return ops::space_to_depth(a.tensor(), a.at("block_size").as_integer(),
                                  a.word("data_format", "channels_last"));
     }},
    {"PSNR", "nn",
     [](const Arguments& a) -> Tensors {
       return ops::psnr(a.tensor(0), a.tensor(1), a.number("max_val", 1));
     }},
};

/// The op as one node of the graph: its arguments say where its inputs stand. Of data, its result.
Tensors kept(const KeptOp& op, const std::string& class_name,
             const std::vector<GraphArgument>& list, const Config& made_with,
             const Config& keywords) {
  OpDescription description = {.class_name = class_name, .module = op.module};
  Tensors inputs;
  for (const GraphArgument& argument : list) {
    for (const Tensor& x : argument.tensors) inputs.push_back(x);
    if (!argument.name.empty()) {
      description.named_inputs.push_back(argument.name);
    } else if (argument.is_list) {
      description.arguments.emplace_back(ConfigValue::List(argument.tensors.size()));
    } else if (argument.is_tensor()) {
      description.arguments.emplace_back();
    } else {
      description.arguments.emplace_back(argument.value);
    }
  }
  for (const auto& [name, value] : made_with) {
    if (name != "name") description.config.set(name, value);
  }
  description.keywords = keywords;
  Config named = made_with;
  for (const auto& [name, value] : keywords) named.set(name, value);
  if (!is_any_symbolic(inputs)) return op.call(Arguments(class_name, list, named));
  return symbolic_op_list(std::move(description), inputs,
                          [call = op.call, class_name, list, named](const Tensors& in) {
                            std::vector<GraphArgument> here = list;
                            size_t next = 0;
                            for (GraphArgument& argument : here) {
                              for (Tensor& x : argument.tensors) x = in[next++];
                            }
                            return call(Arguments(class_name, here, named));
                          });
}

}  // namespace

std::optional<Tensors> called_kept_op(const std::string& class_name,
                                      const std::vector<GraphArgument>& list,
                                      const Config& made_with, const Config& keywords) {
  for (const KeptOp& op : kKeptOps) {
    if (op.name == class_name) return kept(op, class_name, list, made_with, keywords);
  }
  return {};
}

}  // namespace keratin::models
