// The ops that a file's graph may hold, from Keras's names to ours.
#include "keratin/models/graph_arguments_internal.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cumulative.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/graph_names_internal.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/scatter.h"
#include "keratin/ops/segments.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/config_values.h"

namespace keratin::models {
namespace {

Tensor call_where(const Arguments& a) {
  const Tensor& condition = a.tensor(0);
  if (a.is_tensor(1) && a.is_tensor(2)) return ops::where(condition, a.tensor(1), a.tensor(2));
  if (a.is_tensor(1)) return ops::where(condition, a.tensor(1), a.number(2));
  return a.is_tensor(2) ? ops::where(condition, a.number(1), a.tensor(2))
                        : ops::where(condition, a.number(1), a.number(2));
}

Tensor call_pad(const Arguments& a) {
  const ConfigValue& mode = a.at("mode");
  if (!mode.is_none() && mode != ConfigValue("constant")) {
    throw_value_error(text("Pad: the mode ", mode.to_string(), " is not there yet"));
  }
  std::vector<std::pair<int64_t, int64_t>> widths;
  for (const ConfigValue& pair : a.at("pad_width").as_list()) {
    const ConfigValue::List& ends = pair.as_list();
    if (ends.size() != 2) throw_value_error("Pad: the width of an axis is [before, after]");
    widths.emplace_back(ends[0].as_integer(), ends[1].as_integer());
  }
  const ConfigValue& value = a.at("constant_values");
  return ops::pad(a.tensor(), widths, value.is_none() ? Scalar(0) : number_from(value));
}

Tensors call_split(const Arguments& a) {
  const ConfigValue& where = a.at("indices_or_sections");
  if (!where.is_list()) return ops::split(a.tensor(), a.sections(), a.axis(0));
  std::vector<int64_t> positions;
  from_value(where, positions);
  return ops::split(a.tensor(), positions, a.axis(0));
}

template <Tensor (*f)(const Tensor&, const Tensor&, std::optional<int64_t>, bool)>
Tensor call_segments(const Arguments& a) {
  return f(a.tensor(0), a.tensor(1), a.amount("num_segments"), a.flag("sorted"));
}

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
     [](const Arguments& a) {
       return a.tensor().as_dtype(dtype_named(a.at("dtype").as_string()));
     }},
    {"CountNonzero",
     [](const Arguments& a) { return ops::count_nonzero(a.tensor(), a.reduction()); }},
    {"Round",
     [](const Arguments& a) {
       const auto decimals = static_cast<int>(a.number("decimals", 0));
       return decimals ? ops::round(a.tensor(), decimals) : ops::round(a.tensor());
     }},
    {"Where", call_where},
    {"GetItem", [](const Arguments& a) { return ops::indexed(a.tensor(), a.indices(1)); }},
    {"Take",
     [](const Arguments& a) {
       return a.has_axis() ? ops::take(a.tensor(0), a.tensor(1), a.axis(0))
                           : ops::take(a.tensor(0), a.tensor(1));
     }},
    {"TakeAlongAxis",
     [](const Arguments& a) { return ops::take_along_axis(a.tensor(0), a.tensor(1), a.axis(-1)); }},
    {"OneHot",
     [](const Arguments& a) {
       const ConfigValue& dtype = a.at("dtype");
       return ops::one_hot(a.tensor(), a.at("num_classes").as_integer(), a.axis(-1),
                           dtype.is_none() ? float32 : dtype_named(dtype.as_string()));
     }},
    {"Tile",
     [](const Arguments& a) {
       Axes repeats;
       from_value(a.at("repeats"), repeats);
       return ops::tile(a.tensor(), repeats.list);
     }},
    {"Repeat",
     [](const Arguments& a) {
       const int64_t repeats = a.at("repeats").as_integer();
       return a.has_axis() ? ops::repeat(a.tensor(), repeats, a.axis(0))
                           : ops::repeat(a.tensor(), repeats);
     }},
    {"Flip", [](const Arguments& a) { return ops::flip(a.tensor(), a.given_axis()); }},
    {"Roll",
     [](const Arguments& a) {
       return ops::roll(a.tensor(), a.at("shift").as_integer(), a.given_axis());
     }},
    {"Diff",
     [](const Arguments& a) { return ops::diff(a.tensor(), a.at("n").as_integer(), a.axis(-1)); }},
    {"Pad", call_pad},
    {"Cumsum",
     [](const Arguments& a) {
       return a.has_axis() ? ops::cumsum(a.tensor(), a.axis(0)) : ops::cumsum(a.tensor());
     }},
    {"Cumprod",
     [](const Arguments& a) {
       return a.has_axis() ? ops::cumprod(a.tensor(), a.axis(0)) : ops::cumprod(a.tensor());
     }},
    {"Tril", [](const Arguments& a) { return ops::tril(a.tensor(), a.whole("k")); }},
    {"Triu", [](const Arguments& a) { return ops::triu(a.tensor(), a.whole("k")); }},
    {"Diag", [](const Arguments& a) { return ops::diag(a.tensor(), a.whole("k")); }},
    {"Diagonal", [](const Arguments& a) { return ops::diagonal(a.tensor(), a.diagonal()); }},
    {"Trace", [](const Arguments& a) { return ops::trace(a.tensor(), a.diagonal()); }},
    {"Swapaxes",
     [](const Arguments& a) {
       return ops::swapaxes(a.tensor(), static_cast<int>(a.at("axis1").as_integer()),
                            static_cast<int>(a.at("axis2").as_integer()));
     }},
    {"Moveaxis",
     [](const Arguments& a) {
       return ops::moveaxis(a.tensor(), static_cast<int>(a.at("source").as_integer()),
                            static_cast<int>(a.at("destination").as_integer()));
     }},
    {"Dot", [](const Arguments& a) { return ops::dot(a.tensor(0), a.tensor(1)); }},
    {"Outer", [](const Arguments& a) { return ops::outer(a.tensor(0), a.tensor(1)); }},
    {"Tensordot",
     [](const Arguments& a) {
       return ops::tensordot(a.tensor(0), a.tensor(1), static_cast<int>(a.at("axes").as_integer()));
     }},
    {"SegmentSum", call_segments<ops::segment_sum>},
    {"SegmentProd", call_segments<ops::segment_prod>},
    {"SegmentMax", call_segments<ops::segment_max>},
    {"SegmentMin", call_segments<ops::segment_min>},
    {"Scatter",
     [](const Arguments& a) { return ops::scatter(a.tensor(0), a.tensor(1), a.lengths("shape")); }},
    {"ScatterUpdate",
     [](const Arguments& a) {
       return ops::scatter_update(a.tensor(0), a.tensor(1), a.tensor(2), a.word("reduction", ""));
     }},
    {"Slice",
     [](const Arguments& a) {
       return ops::slice_(a.tensor(0), a.whole_tensor(1), a.lengths("shape"));
     }},
    {"SliceUpdate",
     [](const Arguments& a) {
       return ops::slice_update(a.tensor(0), a.whole_tensor(1), a.tensor(2));
     }},
};

#define KERATIN_ENTRY(name) Unary::name,
constexpr Unary kAllUnary[] = {KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)};
#undef KERATIN_ENTRY
#define KERATIN_ENTRY(name) Binary::name,
constexpr Binary kAllBinary[] = {KERATIN_BINARY_FUNCTIONS(KERATIN_ENTRY)};
#undef KERATIN_ENTRY

Tensor call_binary(Binary f, const Arguments& arguments) {
  if (arguments.is_tensor(0) && arguments.is_tensor(1)) {
    return ops::binary(f, arguments.tensor(0), arguments.tensor(1));
  }
  return arguments.is_tensor(0) ? ops::binary(f, arguments.tensor(0), arguments.number(1))
                                : ops::binary(f, arguments.number(0), arguments.tensor(1));
}

/// The function of one argument that Keras names so, with the numbers of its configuration.
std::optional<Tensor> called_unary(const std::string& class_name, const Arguments& arguments) {
  for (const Unary f : kAllUnary) {
    UnaryArgs numbers = ops::default_args(f);
    const OpDescription op = ops::graph_op(f, numbers);
    if (op.class_name != class_name) continue;
    if (class_name == "Gelu" &&
        op.config != Config{{"approximate", !arguments.is_false("approximate")}}) {
      continue;
    }
    double* number = &numbers.a;
    for (const auto& [name, value] : op.config) {
      if (!value.is_bool()) *number = arguments.number(name, *number);
      number = &numbers.b;
    }
    return ops::unary(f, arguments.tensor(), numbers);
  }
  return {};
}

std::optional<Tensor> called_binary(const std::string& class_name, const Arguments& arguments) {
  for (const Binary f : kAllBinary) {
    const bool is_it =
        ops::graph_name(f) == class_name || (f == Binary::divide && class_name == "Divide");
    if (is_it) return call_binary(f, arguments);
  }
  return {};
}

}  // namespace

Tensors call_graph_op(const std::string& class_name, const std::vector<GraphArgument>& list,
                      const Config& made_with, const Config& keywords) {
  Config config = made_with;
  for (const auto& [name, value] : keywords) config.set(name, value);
  const Arguments arguments(class_name, list, config);
  if (class_name == "Split") return call_split(arguments);
  for (const OpEntry& entry : kOps) {
    if (entry.name == class_name) return entry.call(arguments);
  }
  if (const auto y = called_linear_op(class_name, list, config)) return *y;
  if (const auto y = called_image_op(class_name, arguments)) return *y;
  if (const auto y = called_window_op(class_name, arguments)) return *y;
  if (const auto y = called_mask_op(class_name, arguments)) return *y;
  if (const auto y = called_choice_op(class_name, arguments)) return *y;
  if (const auto y = called_kept_op(class_name, list, made_with, keywords)) return *y;
  if (const auto y = called_unary(class_name, arguments)) return *y;
  if (const auto y = called_binary(class_name, arguments)) return *y;
  throw_value_error(text("the op '", class_name, "' in the graph is not known"));
}

}  // namespace keratin::models
