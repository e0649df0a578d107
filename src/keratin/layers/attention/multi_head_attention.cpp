// Attention of several heads at once, between projections.
#include "keratin/layers/attention/multi_head_attention.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/member.h"
#include "keratin/base/text.h"
#include "keratin/layers/activation/softmax.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/regularization/dropout.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/attention.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/causal_mask_internal.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {
namespace {

/// The layer's inputs are arguments with these names in Keras.
constexpr std::string_view kArguments[] = {"query", "value", "key"};

void check_attention_inputs(const Tensors& x) {
  if (x.size() == 2 || x.size() == 3) return;
  throw_value_error(
      text("the layer is called with {query, value} or {query, value, key}, received ", x.size(),
           x.size() == 1 ? " tensor" : " tensors"));
}

void check_key_lengths(const Shape& value, const Shape& key) {
  bool fits = value.rank() == key.rank() && value.rank() >= 2;
  for (int i = 1; fits && i < value.rank() - 1; ++i) fits = value[i] == key[i];
  if (fits) return;
  throw_shape_error(
      text("All dimensions of `value` and `key`, except the last one, must be equal. "
           "Received: value_shape=",
           value, " and key_shape=", key));
}

std::string letters(int from, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += static_cast<char>('a' + from + i);
  return result;
}

/// One of the projections: axes that stay, axes that are summed over, axes that come.
EinsumDenseOptions projection(const EinsumDenseOptions& common, const char* name, int staying,
                              int summed, const Shape& coming, bool use_bias) {
  const std::string kept = letters(0, staying), inner = letters(staying, summed);
  const std::string made = letters(staying + summed, coming.rank());
  EinsumDenseOptions options = common;
  options.name = name;
  options.equation = kept + inner + "," + inner + made + "->" + kept + made;
  if (use_bias) options.bias_axes = made;
  for (int i = 1; i < staying; ++i) options.output_shape.push_back(kNone);
  for (const int64_t length : coming) options.output_shape.push_back(length);
  return options;
}

/// The sums of attention over any axes: of query and key to scores, of these and the value to the
/// output.
struct Equations {
  std::string scores, output;
};
/// For projections with `rank` axes, [batch, lengths..., heads, depth].
Equations attention_equations(int rank, const Shape& attention_axes) {
  const auto attends = [&](int i) {
    return std::find(attention_axes.begin(), attention_axes.end(), i) != attention_axes.end();
  };
  const std::string target = letters(0, rank);
  std::string source, batch, queries, keys;
  int next = rank;
  for (int i = 0; i < rank; ++i) {
    const auto at = static_cast<size_t>(i);
    if (attends(i)) {
      source += letters(next++, 1);
      queries += target[at];
      keys += source[at];
    } else {
      source += target[at];
      if (i != rank - 1) batch += target[at];
    }
  }
  const std::string scores = batch + queries + keys;
  return {source + "," + target + "->" + scores, scores + "," + source + "->" + target};
}

Tensor merged_masks(const Tensor& a, const Tensor& b) {
  return !a.defined() ? b : !b.defined() ? a : ops::logical_and(a, b);
}

/// Whether |i - j| < width: bool [1, queries, keys].
Tensor window_mask(int64_t queries, int64_t keys, int64_t width, Device device) {
  if (device == kMeta) return Tensor({1, queries, keys}, bool_, device);
  const Tensor away = arange(queries).reshape({1, queries, 1}) - arange(keys).reshape({1, 1, keys});
  return ops::abs(away) < width;
}

/// The mask with axes of length 1 for the heads, in front of those of queries and keys.
Tensor for_heads(Tensor mask, int rank, int attention_axes) {
  while (mask.defined() && mask.ndim() < rank) {
    mask = mask.reshape(mask.shape().inserted(std::max(0, mask.ndim() - 2 * attention_axes), 1));
  }
  return mask;
}

}  // namespace

struct HeadsAttention::Parts {
  EinsumDenseOptions query, key, value, output;
  EinsumDenseOptions gate = {};  // without an equation there is none
  Shapes shapes;                 // of query, value, key
  Shape output_input;
  int64_t depth = 1;  // of query and key
  double dropout = 0;
  std::optional<uint64_t> seed = {};
  std::optional<int64_t> sliding_window = {};
  Shape attention_axes = {1};
  int64_t repeats = 1;  // heads of the query that share one of the key
  /// In front of the attributes' names: MultiHeadAttention has them public too, and files go by
  /// that.
  const char* prefix = "";
};

/// What a call needs beside the layers.
struct HeadsAttention::Core {
  double scale, dropout;
  std::optional<int64_t> sliding_window;
  int attention_axes;
  int64_t repeats;
  std::string scores_equation, output_equation;
};

HeadsAttention::HeadsAttention(const LayerOptions& options) : Layer(options) {}

const Shape& HeadsAttention::shape_of(const Shapes& x, size_t i) {
  if (x.size() != 2 && x.size() != 3) {
    throw_value_error(
        text("the layer is built for {query, value} or {query, value, key}, received ", x.size(),
             x.size() == 1 ? " shape" : " shapes"));
  }
  return x[std::min(i, x.size() - 1)];
}

void HeadsAttention::build_parts(const Parts& parts) {
  check_key_lengths(parts.shapes[1], parts.shapes[2]);
  const auto made = [&](const std::string& attribute, const EinsumDenseOptions& options,
                        const Shape& x) {
    std::shared_ptr<Layer> layer =
        track(attribute, std::shared_ptr<Layer>(std::make_shared<EinsumDense>(options)));
    layer->ensure_built(x);
    return layer;
  };
  query_ = made(text(parts.prefix, "query_dense"), parts.query, parts.shapes[0]);
  key_ = made(text(parts.prefix, "key_dense"), parts.key, parts.shapes[2]);
  if (!parts.gate.equation.empty()) {
    gate_ = made("_gate_dense", parts.gate, parts.shapes[0]);
  }
  value_ = made(text(parts.prefix, "value_dense"), parts.value, parts.shapes[1]);
  const int axes = parts.attention_axes.rank();
  Shape last;
  for (int i = -axes; i < 0; ++i) last.push_back(i);
  softmax_ = track("_softmax", std::shared_ptr<Layer>(std::make_shared<Softmax>(
                                   SoftmaxOptions{.axis = last, .dtype = dtype_policy()})));
  dropout_ = track("_dropout_layer",
                   std::shared_ptr<Layer>(std::make_shared<Dropout>(DropoutOptions{
                       .rate = parts.dropout, .seed = parts.seed, .dtype = dtype_policy()})));
  output_ = made(text(parts.prefix, "output_dense"), parts.output, parts.output_input);
  const Equations equations = attention_equations(parts.shapes[1].rank() + 1, parts.attention_axes);
  core_ =
      std::make_shared<const Core>(Core{.scale = 1 / std::sqrt(static_cast<double>(parts.depth)),
                                        .dropout = parts.dropout,
                                        .sliding_window = parts.sliding_window,
                                        .attention_axes = axes,
                                        .repeats = parts.repeats,
                                        .scores_equation = equations.scores,
                                        .output_equation = equations.output});
}

Tensor HeadsAttention::visible_keys(const Tensors& x, const Call& call, bool is_causal) const {
  const auto along = [](const Tensor& mask, int axis) {
    return mask.defined() ? ops::expand_dims(ops::cast(mask, bool_), axis) : mask;
  };
  const int64_t queries = x[0].shape()[1], keys = x[1].shape()[1];
  Tensor mask = merged_masks(along(call.mask(0), -1), along(call.mask(1), -2));
  if (x.size() > 2) mask = merged_masks(mask, along(call.mask(2), -2));
  if (is_causal) mask = merged_masks(mask, ops::causal_mask(queries, keys, x[0].device()));
  if (core_->sliding_window) {
    mask = merged_masks(mask, window_mask(queries, keys, *core_->sliding_window, x[0].device()));
  }
  const Tensor& given = call.attention_mask();
  return given.defined() ? merged_masks(ops::cast(given, bool_), mask) : mask;
}

Tensors HeadsAttention::call(const Tensors& x, Call& call) const {
  check_attention_inputs(x);
  const CallOptions inside{.has_no_masks = true};
  const Tensor query = (*query_)(x[0], inside);
  const auto for_each_head = [&](const Tensor& projected) {
    return core_->repeats == 1 ? projected : ops::repeat(projected, core_->repeats, 2);
  };
  Tensor key = (*key_)(x[x.size() - 1], inside), value = (*value_)(x[1], inside);
  const bool keeps_scores = (core_->dropout > 0 && call.training()) ||
                            call.return_attention_scores() || query.ndim() != 4;
  Tensor y, scores;
  if (!keeps_scores) {
    const Tensor mask = visible_keys(x, call, false);
    y = ops::dot_product_attention(query, key, value,
                                   {.mask = for_heads(mask, 4, core_->attention_axes),
                                    .scale = core_->scale,
                                    .is_causal = call.use_causal_mask()});
  } else {
    key = for_each_head(key);
    value = for_each_head(value);
    const Tensor raw = ops::einsum(core_->scores_equation, key, query * Scalar(core_->scale));
    const Tensor mask = visible_keys(x, call, call.use_causal_mask());
    scores = (*softmax_)(raw, {.mask = for_heads(mask, raw.ndim(), core_->attention_axes)});
    y = ops::einsum(core_->output_equation, (*dropout_)(scores), value);
  }
  if (gate_) y = y * (*gate_)(x[0], inside);
  y = (*output_)(y);
  return call.return_attention_scores() ? Tensors{y, scores} : Tensors{y};
}

Tensor HeadsAttention::compute_mask(const Tensors&, const Tensors& masks) const {
  return masks.empty() ? Tensor() : masks[0];
}

std::span<const std::string_view> HeadsAttention::argument_names() const { return kArguments; }

Config HeadsAttention::get_build_config() const {
  const Shapes& shapes = build_shapes();
  if (shapes.empty()) return {};
  Config named;
  for (size_t i = 0; i < shapes.size(); ++i) {
    named.set(text(kArguments[i], "_shape"), to_value(shapes[i]));
  }
  return {{"shapes_dict", named}};
}

void HeadsAttention::build_from_config(const Config& config) {
  const ConfigValue* named = config.find("shapes_dict");
  if (!named) return Layer::build_from_config(config);
  Shapes shapes;
  for (const std::string_view argument : kArguments) {
    const ConfigValue* value = named->as_config().find(text(argument, "_shape"));
    if (!value || value->is_none()) break;
    Shape shape;
    from_value(*value, shape);
    shapes.push_back(shape);
  }
  ensure_built(shapes);
}

// --- as many heads for all ---

namespace {

void check_positive(std::string_view class_name, const char* name, int64_t value) {
  if (value >= 1) return;
  throw_value_error(text(class_name, ": Received an invalid value for argument `", name,
                         "`, expected a positive integer. Received: ", name, "=", value));
}

template <class Options>
EinsumDenseOptions common_of(const Options& options, const DTypePolicy& policy) {
  EinsumDenseOptions common = with_members_of<EinsumDenseOptions>(options);
  common.output_shape = OutputLengths();
  common.trainable = true;
  common.autocast = true;
  common.dtype = policy;
  return common;
}

/// attention_axes counted from the front; all between batch and features by default.
Shape resolved_axes(const Axes& given, int rank) {
  Shape axes;
  for (const int64_t axis : given.list) axes.push_back(axis < 0 ? axis + rank : axis);
  if (axes.empty()) {
    for (int i = 1; i < rank - 1; ++i) axes.push_back(i);
  }
  for (const int64_t axis : axes) {
    if (axis >= 1 && axis < rank - 1) continue;
    throw_value_error(text("attention_axes ", given.list,
                           " are not all between the batch and the "
                           "features of inputs with ",
                           rank, " axes"));
  }
  return axes;
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(MultiHeadAttentionOptions options)
    : LayerOf(std::move(options)) {
  check_positive(class_name(), "num_heads", options_.num_heads);
  check_positive(class_name(), "key_dim", options_.key_dim);
  check_positive(class_name(), "value_dim", value_dim());
  check_positive(class_name(), "sliding_window", options_.sliding_window.value_or(1));
}

void MultiHeadAttention::build(const Shapes& x) {
  const Shape &query = shape_of(x, 0), &value = shape_of(x, 1), &key = shape_of(x, 2);
  const EinsumDenseOptions common = common_of(options_, dtype_policy());
  const int64_t heads = options_.num_heads;
  const auto to_heads = [&](const char* name, const Shape& of, int64_t depth) {
    return projection(common, name, of.rank() - 1, 1, {heads, depth}, options_.use_bias);
  };
  const Shape made = options_.output_shape.empty()
                         ? Shape{query.back()}
                         : static_cast<const Shape&>(options_.output_shape);
  Parts parts{.query = to_heads("query", query, options_.key_dim),
              .key = to_heads("key", key, options_.key_dim),
              .value = to_heads("value", value, value_dim()),
              .output = projection(common, "attention_output", query.rank() - 1, 2, made,
                                   options_.use_bias),
              .shapes = std::vector<Shape>{query, value, key},
              .output_input = query.with_back(heads).inserted(query.rank(), value_dim()),
              .depth = options_.key_dim,
              .dropout = options_.dropout,
              .seed = options_.seed,
              .sliding_window = options_.sliding_window,
              .attention_axes = resolved_axes(options_.attention_axes, value.rank())};
  if (options_.use_gate) {
    parts.gate = to_heads("gate", query, value_dim());
    parts.gate.activation = "sigmoid";
  }
  build_parts(parts);
  options_.attention_axes = parts.attention_axes;  // files hold what they are
}

Config MultiHeadAttention::get_config() const {
  Config config = placed_before(LayerOf::get_config(), "use_gate", "output_shape");
  config.set("value_dim", value_dim());
  if (options_.output_shape.empty()) config.set("output_shape", {});
  const Axes& axes = options_.attention_axes;
  config.set("attention_axes", axes.list.empty() ? ConfigValue() : to_value(axes.list));
  return placed_before(config, "activity_regularizer", "kernel_constraint");
}

// --- fewer heads for key and value ---

GroupQueryAttention::GroupQueryAttention(GroupQueryAttentionOptions options)
    : LayerOf(std::move(options)) {
  check_positive(class_name(), "head_dim", options_.head_dim);
  check_positive(class_name(), "num_query_heads", options_.num_query_heads);
  check_positive(class_name(), "num_key_value_heads", options_.num_key_value_heads);
  check_positive(class_name(), "sliding_window", options_.sliding_window.value_or(1));
  if (options_.num_query_heads % options_.num_key_value_heads == 0) return;
  throw_value_error(text(
      class_name(), ": `num_query_heads` must be divisible by `num_key_value_heads`. Received: ",
      options_.num_query_heads, " and ", options_.num_key_value_heads));
}

void GroupQueryAttention::build(const Shapes& x) {
  const Shape &query = shape_of(x, 0), &value = shape_of(x, 1), &key = shape_of(x, 2);
  for (const Shape* one : {&query, &value, &key}) {
    if (one->rank() == 3) continue;
    throw_shape_error(text("query, value and key have 3 axes, received shapes ", query, ", ", value,
                           " and ", key));
  }
  const EinsumDenseOptions common = common_of(options_, dtype_policy());
  const int64_t depth = options_.head_dim, heads = options_.num_query_heads;
  const auto to_heads = [&](const char* name, int64_t count) {
    return projection(common, name, 2, 1, {count, depth}, options_.use_bias);
  };
  Parts parts{
      .query = to_heads("query", heads),
      .key = to_heads("key", options_.num_key_value_heads),
      .value = to_heads("value", options_.num_key_value_heads),
      .output = projection(common, "attention_output", 2, 2, {query.back()}, options_.use_bias),
      .shapes = std::vector<Shape>{query, value, key},
      .output_input = {query[0], query[1], heads, depth},
      .depth = depth,
      .dropout = options_.dropout,
      .seed = options_.seed,
      .sliding_window = options_.sliding_window,
      .repeats = heads / options_.num_key_value_heads,
      .prefix = "_"};
  if (options_.use_gate) {
    parts.gate = to_heads("gate", heads);
    parts.gate.activation = "sigmoid";
  }
  build_parts(parts);
}

Config GroupQueryAttention::get_config() const {
  Config config = LayerOf::get_config();
  config = placed_before(config, "use_bias", "dropout");
  config = placed_before(config, "use_gate", "dropout");
  config = placed_before(config, "sliding_window", "dropout");
  return with_activity_regularizer(config, "kernel_constraint");
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::MultiHeadAttention, layers::MultiHeadAttentionOptions,
                         layers::HeadsAttention>;
template class layers::LayerOf<layers::MultiHeadAttention, layers::MultiHeadAttentionOptions,
                               layers::HeadsAttention>;
template class Described<layers::GroupQueryAttention, layers::GroupQueryAttentionOptions,
                         layers::HeadsAttention>;
template class layers::LayerOf<layers::GroupQueryAttention, layers::GroupQueryAttentionOptions,
                               layers::HeadsAttention>;
}  // namespace keratin
