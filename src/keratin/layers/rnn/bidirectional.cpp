// A recurrent layer in both directions.
#include "keratin/layers/rnn/bidirectional.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/join.h"

namespace keratin::layers {
namespace {

using RecurrencePointer = std::shared_ptr<Recurrence>;

RecurrencePointer as_recurrence(const char* argument, const std::shared_ptr<Layer>& layer) {
  auto recurrence = std::dynamic_pointer_cast<Recurrence>(layer);
  if (recurrence) return recurrence;
  throw_value_error(text("Bidirectional: `", argument,
                         "` must be a recurrent layer (SimpleRNN, LSTM, GRU, RNN). Received: ",
                         layer ? layer->to_string() : "None"));
}

std::string with_prefix(std::string_view prefix, std::string_view name) {
  return text(prefix, name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

/// A new layer of that configuration; masked steps of a sequence give zeros.
RecurrencePointer remade(Recurrence& layer, std::string_view prefix, bool turns) {
  Config record = record_of(layer);
  record.erase("build_config");
  Config config = record["config"].as_config();
  if (!prefix.empty()) config.set("name", with_prefix(prefix, layer.name()));
  if (turns) config.set("go_backwards", true);
  config.set("zero_output_for_mask", layer.return_sequences());
  record.set("config", config);
  return as_recurrence("layer", deserialize<Layer>(record));
}

void check_pair(const Recurrence& forward, const Recurrence& backward) {
  if (forward.go_backwards() == backward.go_backwards()) {
    throw_value_error(
        text("Bidirectional: Forward layer and backward layer should have different `go_backwards` "
             "value. Received: forward_layer.go_backwards ",
             forward.go_backwards(), ", backward_layer.go_backwards=", backward.go_backwards()));
  }
  const auto same = [](const char* attribute, bool a, bool b) {
    if (a == b) return;
    throw_value_error(text(
        "Bidirectional: Forward layer and backward layer are expected to have the same value "
        "for attribute \"",
        attribute, "\", got \"", a, "\" for forward layer and \"", b, "\" for backward layer"));
  };
  same("stateful", forward.stateful(), backward.stateful());
  same("return_sequences", forward.return_sequences(), backward.return_sequences());
  same("return_state", forward.return_state(), backward.return_state());
}

}  // namespace

Bidirectional::Bidirectional(BidirectionalOptions options)
    : LayerOf(std::move(options)),
      given_(std::make_shared<std::vector<Tensor>>(std::exchange(options_.weights.list, {}))) {
  constexpr std::string_view kModes[] = {"sum", "mul", "ave", "concat", ""};
  const std::string& mode = options_.merge_mode.name;
  if (std::find(std::begin(kModes), std::end(kModes), mode) == std::end(kModes)) {
    throw_value_error(text("Bidirectional: Invalid merge mode. Received: ", mode,
                           ". Merge mode should be one of {\"sum\", \"mul\", \"ave\", \"concat\", "
                           "None}"));
  }
  const RecurrencePointer layer = as_recurrence("layer", options_.layer.get());
  const std::shared_ptr<Layer>& other = options_.backward_layer.get();
  const RecurrencePointer forward = remade(*layer, "forward_", false);
  const RecurrencePointer backward =
      other ? remade(*as_recurrence("backward_layer", other), "", false)
            : remade(*layer, "backward_", true);
  check_pair(*forward, *backward);
  forward_ = as_recurrence("layer", track("forward_layer", std::shared_ptr<Layer>(forward)));
  backward_ = as_recurrence("layer", track("backward_layer", std::shared_ptr<Layer>(backward)));
  options_.layer = {};
  options_.backward_layer = {};
}

Config Bidirectional::get_config() const {
  Config config = base_config();
  config.set("merge_mode", to_value(options_.merge_mode));
  config.set("layer", record_of(*forward_));
  config.set("backward_layer", record_of(*backward_));
  return config;
}

void Bidirectional::build(const Shapes& x) {
  forward_->ensure_built(x);
  backward_->ensure_built(x);
  const std::vector<Tensor> given = std::exchange(*given_, {});  // no copy sets them again
  if (given.empty()) return;
  const auto half = given.begin() + static_cast<std::ptrdiff_t>(given.size() / 2);
  forward_->set_weights({given.begin(), half});
  backward_->set_weights({half, given.end()});
}

Tensors Bidirectional::merged(const Tensor& y, const Tensor& reversed) const {
  const std::string& mode = options_.merge_mode.name;
  if (mode == "concat") return ops::concatenate({y, reversed}, -1);
  if (mode == "sum") return y + reversed;
  if (mode == "ave") return (y + reversed) / 2;
  if (mode == "mul") return y * reversed;
  return {y, reversed};
}

Tensors Bidirectional::call(const Tensors& x, Call& call) const {
  const Tensors& states = call.initial_state();
  const bool is_masked = states.empty() || call.is_given_masks();  // see Recurrence
  CallOptions first{.mask = is_masked ? call.mask(0) : Tensor()}, second{.mask = first.mask};
  for (size_t i = 0; i < states.size(); ++i) {
    (i < states.size() / 2 ? first : second).initial_state.push_back(states[i]);
  }
  const Tensors y = forward_->outputs_for(x, first), z = backward_->outputs_for(x, second);
  Tensor reversed = z[0].as_dtype(compute_dtype());
  if (forward_->return_sequences()) reversed = ops::flip(reversed, 1);
  Tensors all = merged(y[0].as_dtype(compute_dtype()), reversed);
  for (const Tensors& one : {y, z}) {
    for (size_t i = 1; i < one.size(); ++i) all.push_back(one[i]);
  }
  return all;
}

Tensor Bidirectional::compute_mask(const Tensors&, const Tensors& masks) const {
  return forward_->return_sequences() && !masks.empty() ? masks[0] : Tensor();
}

void Bidirectional::reset_state() {
  if (!forward_->stateful()) throw_value_error(text(title(), ": Layer must be stateful."));
  forward_->reset_state();
  backward_->reset_state();
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Bidirectional, layers::BidirectionalOptions, layers::Layer>;
template class layers::LayerOf<layers::Bidirectional, layers::BidirectionalOptions>;
}  // namespace keratin
