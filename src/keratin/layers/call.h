// One call of a layer: what it is told beside its inputs, and what it leaves behind.
#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <utility>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/base/random.h"
#include "keratin/ops/node.h"

namespace keratin {

namespace layers {
class Layer;
}

struct OutputScale;

/// The step that nobody numbered.
inline constexpr uint64_t kNoStep = ~uint64_t{0};

/// Keyword arguments of a call: layer(x, {.training = true}). What is not given is inherited from
/// the call around it.
struct CallOptions {
  std::optional<bool> training = {};
  /// Which elements of the first input count, in the place of the mask that rides on it.
  Tensor mask = {};
  /// The same of the second and third input, for attention.
  Tensor value_mask = {}, key_mask = {};
  /// What each query may see, bool or 0 and 1: it broadcasts to [batch, queries, keys], or to
  /// [batch, heads, queries, keys].
  Tensor attention_mask = {};
  /// Whether no query sees the keys behind it.
  bool use_causal_mask = false;
  /// Whether attention gives the scores too, as a second output.
  bool return_attention_scores = false;
  /// Whether a ReversibleEmbedding goes back, from vectors to scores.
  bool reverse = false;
  /// The states that a recurrent layer begins with.
  Tensors initial_state = {};
  /// The step of training, from which Dropout draws its mask; else layers count their draws.
  uint64_t step = kNoStep;
  /// Whether the masks that ride on the inputs do not count, and none is missed: the layer around
  /// has looked at them.
  bool has_no_masks = false;
  /// What the layers behind would do to the output, for a layer that takes_scale().
  const OutputScale* scale = nullptr;
};

/// The inputs and the options of the call that a node of a graph stands for.
Tensors call_inputs(const NodeArguments& arguments, const Tensors& inputs);
CallOptions call_options(const NodeArguments& arguments, const Tensors& inputs);

/// What calls leave behind: terms of the loss, and new values of variables.
struct CallRecord {
  using Update = std::pair<Variable, Tensor>;

  TensorList losses;
  std::list<Update, RecycledAllocator<Update>> updates;  // whoever reads one keeps its place

  /// Gives the variables their new values, in the order of the calls.
  void apply_updates();
};

/// While it lives, whoever reads a variable in this thread reads the last of its updates in
/// `record` in its place: a layer that is called again goes on from where its last call came to.
class UpdatesAhead final : public VariableWatch {
 public:
  explicit UpdatesAhead(const CallRecord& record) : record_(record) {}

 private:
  void on_use(const Variable& variable, const Tensor& value) override;
  const Tensor& read(const Variable& variable, const Tensor& value) override;

  const CallRecord& record_;
};

/// While it lives, calls in this thread inherit what it says and leave behind what they have in
/// `record`. Layers make one for each call; a model's step makes the outermost.
class CallScope {
 public:
  CallScope(bool is_training, uint64_t at_step, CallRecord* leave_in, bool is_shape_only = false,
            const layers::Layer* runs = nullptr);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;
  /// The innermost of this thread; null outside of calls.
  static CallScope* current();
  /// The innermost layer whose call runs in this thread; null outside of layers.
  static const layers::Layer* running_layer();

  const bool training;
  const uint64_t step;
  CallRecord* const record;
  /// Whether the call runs on tensors without elements, to learn shapes: it leaves nothing behind.
  const bool finds_shapes;

 private:
  const layers::Layer* layer_;
  CallScope* outer_;
  std::optional<UpdatesAhead> ahead_;  // of the outermost that leaves something in the record
};

/// What a layer's `call` is told, and where it leaves what is not its output.
class Call {
 public:
  Call(CallScope& scope, const CallOptions& options, const Tensor* inputs, size_t count)
      : scope_(scope), options_(options), inputs_(inputs), count_(count) {}

  bool training() const { return scope_.training; }
  /// Of the training that runs, or kNoStep. A step that asks for it is not recorded.
  uint64_t step() const;
  /// The key of what `stream` draws in this step, if it has a number.
  std::optional<RandomKey> random_key(uint64_t seed, uint64_t stream) const;
  /// Which elements of input i count; undefined when all do.
  Tensor mask(size_t i = 0) const;
  /// Whether who calls gave a mask, for a layer that may not look at it.
  bool is_given_masks() const { return options_.mask.defined(); }
  const Tensors& initial_state() const { return options_.initial_state; }
  const Tensor& attention_mask() const { return options_.attention_mask; }
  bool use_causal_mask() const { return options_.use_causal_mask; }
  bool return_attention_scores() const { return options_.return_attention_scores; }
  bool reverse() const { return options_.reverse; }
  const OutputScale* scale() const { return options_.scale; }
  /// Whether the inputs have no elements: the call is to learn shapes.
  bool finds_shapes() const { return scope_.finds_shapes; }
  /// Adds a scalar to the loss that training makes small.
  void add_loss(const Tensor& value);
  /// Gives a variable a new value: after the outermost call, as at once would change what gradients
  /// and other threads read. The rest of the call reads the new value, as a constant.
  void update(const Variable& variable, const Tensor& value);

 private:
  CallScope& scope_;
  const CallOptions& options_;
  const Tensor* inputs_;
  size_t count_;
};

}  // namespace keratin
