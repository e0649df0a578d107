#include "keratin/layers/layer.h"

#include <algorithm>
#include <unordered_set>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/layers/layer_state_internal.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/layers/random_stream.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::layers {

namespace {

// Files and paths of weights would take it for two names.
void check_name(const std::string& name) {
  if (name.find('/') == std::string::npos) return;
  throw_value_error(
      text("Argument `name` must be a string and cannot contain character `/`. "
           "Received: name=",
           name));
}

}  // namespace

Layer::Layer(const LayerOptions& options) : state_(std::make_shared<State>(options)) {
  check_name(options.name);
}
Layer::~Layer() = default;

Layer::Layer(const Layer& other)
    : Operation(other),
      state_(other.state_),
      is_built_here_(other.is_built_here_.load()),
      filled_here_(other.filled_here_),
      tracked_(other.tracked_) {}

Layer& Layer::operator=(const Layer& other) {
  state_ = other.state_;
  is_built_here_ = other.is_built_here_.load();
  filled_here_ = other.filled_here_;
  tracked_ = other.tracked_;
  return *this;
}

// --- building ---

void Layer::build(const Shapes&) {}

void Layer::ensure_built(const Shapes& x) const {
  if (is_built_here_.load(std::memory_order_acquire)) return;
  try {
    build_here(x);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

void Layer::build_here(const Shapes& x) const {
  const std::lock_guard lock(state_->mutex);
  if (is_built_here_) return;
  if (filled_here_) {  // build() was called by hand
    state_->is_built = true;
    is_built_here_.store(true, std::memory_order_release);
    return;
  }
  const bool is_first = !state_->is_built;
  const size_t weights = state_->weights.size(), sublayers = state_->sublayers.size();
  if (is_first) state_->tracked_before_build = tracked_;
  // A layer's own members may be set here, in each copy; nothing that callers can see changes.
  auto& self = const_cast<Layer&>(*this);
  self.tracked_ = state_->tracked_before_build;
  try {
    self.build(is_first || state_->build_shapes.empty() ? x : state_->build_shapes);
  } catch (...) {
    if (is_first) {
      state_->weights.resize(weights);
      state_->sublayers.resize(sublayers);
      for (Weight& weight : state_->weights) weight.variable.clear();
    }
    self.filled_here_ = false;
    throw;
  }
  if (is_first) state_->build_shapes = x;
  state_->is_built = true;
  is_built_here_.store(true, std::memory_order_release);
}

bool Layer::is_built() const {
  return state_->is_built || std::any_of(state_->weights.begin(), state_->weights.end(),
                                         [](const Weight& w) { return w.variable.defined(); });
}

const Shapes& Layer::build_shapes() const { return state_->build_shapes; }

DType Layer::expected_dtype(size_t) const { return compute_dtype(); }

Shapes Layer::compute_output_shape(const Shapes& x) const {
  ensure_built(x);
  Tensors inputs;
  for (size_t i = 0; i < x.size(); ++i) {
    inputs.push_back(symbolic_placeholder(x[i], expected_dtype(i)));
  }
  CallScope scope(false, kNoStep, nullptr, true);
  const auto outputs =
      infer_outputs(inputs, [&](const Tensors& stands) { return outputs_for(stands); });
  Shapes shapes;
  for (const GraphNode::Output& output : outputs) shapes.push_back(output.shape);
  return shapes;
}

// --- calling ---

namespace {

Shapes shapes_of_inputs(const Tensor& x) { return x.shape(); }
Shapes shapes_of_inputs(const Tensors& x) { return shapes_of(x); }
const Tensor* first_of(const Tensor& x) { return &x; }
const Tensor* first_of(const Tensors& x) { return x.empty() ? nullptr : &x[0]; }
size_t count_of(const Tensor&) { return 1; }
size_t count_of(const Tensors& x) { return x.size(); }
Tensor* first_of(Tensor& y) { return &y; }
Tensor* first_of(Tensors& y) { return y.empty() ? nullptr : &y[0]; }

Tensor as_computed(const Tensor& x, DType dtype) {
  return x.defined() && is_floating(x.dtype()) && x.dtype() != dtype ? x.as_dtype(dtype) : x;
}
Tensors as_computed(const Tensors& x, DType dtype) {
  Tensors cast;
  for (const Tensor& input : x) cast.push_back(as_computed(input, dtype));
  return cast;
}

/// A cast has other memory: the mask rides on.
void keep_masks(const Tensor* from, const Tensor* to, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const Tensor mask = mask_of(from[i]);
    if (mask.defined() && !mask_of(to[i]).defined()) set_mask(to[i], mask);
  }
}

bool is_known_mask(const Tensor& y, const Tensor& mask) {
  const Tensor known = mask_of(y);
  return known.defined() && mask.defined() && known.storage() == mask.storage();
}

}  // namespace

Tensor Layer::call(const Tensor& x, Call& call) const {
  const Tensors all = this->call(Tensors(x), call);
  check_count(all.size(), 1);
  return all[0];
}

Tensors Layer::call(const Tensors& x, Call& call) const {
  thread_local const Layer* asked = nullptr;  // neither form is overridden: they ask each other
  if (x.size() != 1 || asked == this) {
    throw_value_error(asked == this ? text(class_name(), " does not override call()")
                                    : text("the layer takes one input, received ", x.size()));
  }
  struct Guard {
    const Layer* before;
    ~Guard() { asked = before; }
  } guard{asked};
  asked = this;
  return this->call(x[0], call);
}

void Layer::check_count(size_t received, size_t expected) const {
  if (received == expected) return;
  throw_value_error(text("the layer gives ", received, " tensors, asked for ", expected), {},
                    received > 1 ? text("auto [a, b] = layer.get<", received, ">(x)") : "");
}

// Each output's, for one sample of the batch.
void Layer::add_penalty(const Tensor& y, CallScope& scope) const {
  if (!state_->activity_regularizer || state_->regularizes_parts || scope.finds_shapes) return;
  const auto batch = static_cast<double>(std::max<int64_t>(1, y.ndim() ? y.len() : 1));
  const bool is_wide = y.dtype() == float32 || y.dtype() == float64;
  scope.record->losses.push_back(
      (*state_->activity_regularizer)(is_wide ? y : y.as_dtype(float32)) / batch);
}

void Layer::finish(const Tensor* inputs, size_t count, Tensor& y, Call& call,
                   CallScope& scope) const {
  const Masking kind = masking();
  if (kind == Masking::kept || scope.finds_shapes) return;
  bool has_mask = false;
  for (size_t i = 0; i < count && !has_mask; ++i) has_mask = call.mask(i).defined();
  if (kind == Masking::made || (kind == Masking::passed && has_mask)) {
    Tensors x, masks;
    for (size_t i = 0; i < count; ++i) {
      x.push_back(inputs[i]);
      masks.push_back(call.mask(i));
    }
    const Tensor mask = compute_mask(x, masks);
    if (is_known_mask(y, mask)) return;
    if (mask_of(y).defined()) y = y.copy();  // what it shares memory with has another mask
    set_mask(y, mask);
  } else if (has_mask) {
    if (mask_of(y).defined()) y = y.copy();
    if (call.is_given_masks() || std::exchange(state_->has_warned_of_mask, true)) return;
    warn(text("layer '", name(), "' (of type ", class_name(),
              ") was passed an input with a mask attached to it. However, this layer does not "
              "support masking and will therefore destroy the mask information."));
  }
}

template <class In, class Out>
Out Layer::checked_run(const In& x, const CallOptions& options) const {
  if (!is_built_here_.load(std::memory_order_acquire)) build_here(shapes_of_inputs(x));
  const CallScope* outer = CallScope::current();
  CallRecord own;
  const bool is_outermost = !outer || !outer->record;
  CallScope scope(options.training.value_or(outer && outer->training),
                  options.step != kNoStep || !outer ? options.step : outer->step,
                  is_outermost ? &own : outer->record, outer && outer->finds_shapes, this);
  const bool is_cast = state_->autocast;
  const In inputs = is_cast ? as_computed(x, state_->compute_dtype) : x;
  if (is_cast) keep_masks(first_of(x), first_of(inputs), count_of(x));
  Call call(scope, options, first_of(inputs), count_of(inputs));
  Out y = this->call(inputs, call);
  for (size_t i = 0; i < count_of(y); ++i) add_penalty(first_of(y)[i], scope);
  if (Tensor* first = first_of(y)) finish(first_of(inputs), count_of(inputs), *first, call, scope);
  if (is_outermost) own.apply_updates();
  return y;
}

template <class In, class Out>
Out Layer::run(const In& x, const CallOptions& options) const {
  try {
    return checked_run<In, Out>(x, options);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

namespace {
void check_defined(const Layer& layer, const Tensors& x) {
  if (x.empty()) throw_value_error(text(layer.title(), ": called with no tensor"));
  for (const Tensor& input : x) {
    if (!input.defined()) throw_value_error(text(layer.title(), ": the input is no tensor"));
  }
}
}  // namespace

Tensor Layer::operator()(const Tensor& x, const CallOptions& options) const {
  if (!x.defined()) check_defined(*this, x);
  if (!is_symbolic(x) && options.initial_state.empty()) return run<Tensor, Tensor>(x, options);
  const Tensors all = outputs_for(x, options);
  check_count(all.size(), 1);
  return all[0];
}

Tensor Layer::operator()(const Tensors& x, const CallOptions& options) const {
  const Tensors all = outputs_for(x, options);
  check_count(all.size(), 1);
  return all[0];
}

Tensors Layer::outputs_for(const Tensors& x, const CallOptions& options) const {
  check_defined(*this, x);
  const Tensor* others[] = {&options.mask, &options.value_mask, &options.key_mask,
                            &options.attention_mask};
  const bool is_any = is_any_symbolic(x) || is_any_symbolic(options.initial_state) ||
                      std::any_of(std::begin(others), std::end(others), [](const Tensor* other) {
                        return other->defined() && is_symbolic(*other);
                      });
  return is_any ? call_symbolic(x, options) : run<Tensors, Tensors>(x, options);
}

Tensors Layer::call_symbolic(const Tensors& x, const CallOptions& options) const {
  ensure_built(shapes_of(x));
  Tensors inputs = x;
  NodeArguments arguments{.training = options.training,
                          .use_causal_mask = options.use_causal_mask,
                          .return_attention_scores = options.return_attention_scores,
                          .reverse = options.reverse,
                          .count = x.size()};
  const auto add = [&](const Tensor& other, int& place) {
    if (!other.defined()) return;
    place = static_cast<int>(inputs.size());
    inputs.push_back(other);
  };
  add(options.mask, arguments.masks[0]);
  add(options.value_mask, arguments.masks[1]);
  add(options.key_mask, arguments.masks[2]);
  add(options.attention_mask, arguments.attention_mask);
  arguments.first_state = inputs.size();
  arguments.states = options.initial_state.size();
  for (const Tensor& state : options.initial_state) inputs.push_back(state);
  std::vector<GraphNode::Output> outputs;
  {
    CallScope scope(false, kNoStep, nullptr, true);
    outputs = infer_outputs(inputs, [&](const Tensors& stands) {
      return run<Tensors, Tensors>(call_inputs(arguments, stands), call_options(arguments, stands));
    });
  }
  const Ref<GraphNode> node(new GraphNode(share(), std::move(inputs), arguments));
  node->outputs = std::move(outputs);
  Tensors results;
  for (size_t i = 0; i < node->outputs.size(); ++i) {
    results.push_back(symbolic_output(node, static_cast<int>(i)));
  }
  return results;
}

Tensor Layer::compute_mask(const Tensors&, const Tensors& masks) const {
  for (const Tensor& mask : masks) {
    if (mask.defined()) return mask;
  }
  return {};
}

// --- what it is ---

bool Layer::plan(PlanBuilder& plan) const {
  const Shape after = output_shape(plan.shape().inserted(0, kNone)).tail();
  const bool rounds = state_->compute_dtype == bfloat16;
  plan.begin(name(), rounds);
  const bool is_known = (rounds || state_->compute_dtype == float32) && dtype() == float32;
  if (!is_built() || state_->activity_regularizer || !is_known || !plan_into(plan)) return false;
  plan.set_shape(after);
  return true;
}

bool Layer::plan_into(PlanBuilder&) const { return false; }

bool Layer::takes_scale() const { return !state_->activity_regularizer && gives_sums(); }

std::string Layer::to_string() const {
  return text("<", class_name(), " name=", name(), ", built=", is_built(), ">");
}
const std::string& Layer::name() const { return state_->name; }
bool Layer::has_given_name() const { return state_->has_given_name; }
void Layer::rename(std::string name) {
  check_name(name);
  state_->name = std::move(name);
}
std::string Layer::title() const { return text(name(), " (", class_name(), ")"); }
bool Layer::trainable() const { return state_->trainable; }
DTypePolicy Layer::dtype_policy() const { return state_->policy; }
DType Layer::compute_dtype() const { return state_->compute_dtype; }
const Shape& Layer::input_shape() const { return state_->input_shape; }

void Layer::set_trainable(bool trainable) {
  state_->trainable = trainable;
  for (Weight& weight : state_->weights) {
    weight.variable.set_trainable(trainable && weight.is_trainable);
  }
  for (Layer* layer : sublayers()) layer->set_trainable(trainable);
}

std::vector<Layer*> Layer::sublayers() const {
  std::vector<Layer*> result;
  for (const auto& layer : state_->sublayers) result.push_back(layer.get());
  return result;
}

std::shared_ptr<RandomStream> Layer::random_stream(std::optional<uint64_t> seed) {
  return state_->random_streams.emplace_back(std::make_shared<RandomStream>(seed));
}

std::vector<std::shared_ptr<RandomStream>> Layer::random_streams() const {
  std::vector<std::shared_ptr<RandomStream>> result;
  const auto add = [&](const Layer& layer, const auto& self) -> void {
    for (const auto& stream : layer.state_->random_streams) {
      if (std::find(result.begin(), result.end(), stream) == result.end()) result.push_back(stream);
    }
    for (const Layer* part : layer.sublayers()) self(*part, self);
  };
  add(*this, add);
  return result;
}

// --- nodes ---

void Layer::add_node(GraphNode* node) { state_->nodes.push_back(node); }
void Layer::remove_node(GraphNode* node) { std::erase(state_->nodes, node); }
const std::vector<GraphNode*>& Layer::nodes() const { return state_->nodes; }

namespace {
GraphNode& node_at(const Layer& layer, size_t index) {
  if (index < layer.nodes().size()) return *layer.nodes()[index];
  throw_value_error(text("the layer ", layer.title(), " was called with symbolic tensors ",
                         layer.nodes().size(), " times; there is no node ", index),
                    {}, "layer(Input({...})), or put it into a model that is built");
}
}  // namespace

Tensor Layer::input(size_t node_index) const {
  const GraphNode& node = node_at(*this, node_index);
  if (node.inputs.size() == 1) return node.inputs[0];
  throw_value_error(text("the layer ", title(), " has ", node.inputs.size(), " inputs there"));
}

Tensor Layer::output(size_t node_index) const {
  GraphNode& node = node_at(*this, node_index);
  if (node.outputs.size() == 1) return symbolic_output(Ref<GraphNode>(&node), 0);
  throw_value_error(text("the layer ", title(), " has ", node.outputs.size(), " outputs there"));
}

}  // namespace keratin::layers
