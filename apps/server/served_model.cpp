#include "server/served_model.h"

#include <algorithm>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/dense.h"
#include "keratin/layers/preprocessing/rescaling.h"
#include "keratin/models/saving.h"
#include "keratin/tensor/creation.h"
#include "server/message.h"

namespace keratin::server {
namespace {

/// Rows that go through the model at a time: memory for what lies between stays small.
constexpr int64_t kRowsAtATime = 256;

std::vector<TensorInfo> infos(const std::vector<std::string>& names, const Tensors& tensors) {
  std::vector<TensorInfo> result;
  for (size_t i = 0; i < names.size(); ++i) {
    result.push_back({names[i], tensors[i].dtype(), tensors[i].shape()});
  }
  return result;
}

/// Where layers have states, one request at a time, and each begins with zeros, whoever asked
/// before.
Tensors predicted(const Model& model, States& states, int64_t rows_at_a_time, const Tensors& x) {
  std::unique_lock lock(states.in_use, std::defer_lock);
  if (!states.layers.empty()) lock.lock();
  for (layers::Recurrence* layer : states.layers) layer->reset_state();
  return model.predict_outputs(Data(x), {.batch_size = rows_at_a_time, .verbose = 0});
}

void find_states(const std::vector<Layer*>& layers, States& states) {
  for (Layer* layer : layers) {
    auto* recurrence = dynamic_cast<layers::Recurrence*>(layer);
    if (recurrence && recurrence->stateful()) states.layers.push_back(recurrence);
    find_states(layer->sublayers(), states);
  }
}

bool fits(const Shape& shape, const Shape& declared) {
  if (shape.rank() != declared.rank()) return false;
  for (int i = 1; i < shape.rank(); ++i) {
    if (declared[i] != None && declared[i] != shape[i]) return false;
  }
  return declared.empty() || declared[0] == None || declared[0] == shape[0];
}

std::string shown(const Shape& shape) {
  std::string out = "[";
  for (const int64_t length : shape) out += text(out.size() > 1 ? ", " : "", length);
  return out + "]";
}

}  // namespace

ServedModel::ServedModel(std::string name, int64_t version, Model model,
                         const BatcherOptions& options, TaskPool& pool, Metrics& metrics)
    : name_(std::move(name)),
      version_(version),
      model_(std::move(model)),
      states_(std::make_shared<States>()) {
  inputs_ = infos(model_.input_names(), model_.inputs());
  outputs_ = infos(model_.output_names(), model_.outputs());
  const std::vector<Layer*> layers = model_.layers();
  takes_bytes_ = std::any_of(layers.begin(), layers.end(), [](const Layer* layer) {
    return dynamic_cast<const layers::Rescaling*>(layer) != nullptr;
  });
  find_hidden();
  find_states(layers, *states_);
  BatcherOptions own = options;
  own.can_batch = has_free_batch() && states_->layers.empty();
  // What must go together is not cut.
  rows_at_a_time_ = own.can_batch ? kRowsAtATime : std::numeric_limits<int32_t>::max();
  // The batcher holds a handle of the model, not this object, which holds the batcher.
  const auto predict = [handle = model_, states = states_, rows = rows_at_a_time_](
                           const Tensors& x) { return predicted(handle, *states, rows, x); };
  batcher_ = std::make_shared<Batcher>(name_, predict, own, pool, metrics);
}

std::shared_ptr<const ServedModel> ServedModel::load(const std::string& path, std::string name,
                                                     int64_t version, const BatcherOptions& options,
                                                     TaskPool& pool, Metrics& metrics) {
  auto model = std::make_shared<ServedModel>(
      std::move(name), version, load_model(path, {.compile = false}), options, pool, metrics);
  model->warm_up();
  return model;
}

bool ServedModel::has_free_batch() const {
  const auto is_free = [](const TensorInfo& info) {
    return !info.shape.empty() && info.shape[0] == None;
  };
  return std::all_of(inputs_.begin(), inputs_.end(), is_free) &&
         std::all_of(outputs_.begin(), outputs_.end(), is_free);
}

/// The first Dense whose units nobody sees outside.
void ServedModel::find_hidden() {
  for (Layer* layer : model_.layers()) {
    if (!dynamic_cast<const layers::Dense*>(layer)) continue;
    try {
      const Tensor output = layer->output();
      const bool is_output =
          std::any_of(outputs_.begin(), outputs_.end(),
                      [&](const TensorInfo& info) { return info.name == layer->name(); });
      if (is_output || output.ndim() != 2) continue;
      Tensors outputs = model_.outputs();
      outputs.push_back(output);
      with_hidden_ = Model(model_.inputs(), outputs);
      hidden_ = HiddenLayer{layer->name(), output.shape().back()};
      return;
    } catch (const Error&) {
      // A layer that is called several times has no one output.
    }
  }
}

/// The first answer allocates what the others find; a model that wants more than zeros of the
/// smallest shape says so to its clients.
void ServedModel::warm_up() const {
  Tensors x;
  for (const TensorInfo& info : inputs_) {
    Shape shape;
    for (const int64_t length : info.shape) shape.push_back(length == kNone ? 1 : length);
    x.push_back(zeros(shape, info.dtype));
  }
  try {
    predicted(model_, *states_, rows_at_a_time_, x);
  } catch (const Error&) {
  }
}

Tensors ServedModel::predict_with_hidden(const Tensors& x) const {
  return predicted(with_hidden_ ? *with_hidden_ : model_, *states_, rows_at_a_time_, x);
}

Tensor ServedModel::checked(size_t i, const Tensor& x) const {
  const TensorInfo& info = inputs_[i];
  Tensor result = x;
  const int more = x.ndim() - info.shape.rank();
  if (more == 1 && x.shape().back() == 1) result = x.squeeze(-1);
  if (more == -1 && x.ndim() > 0 && info.shape.back() == 1) result = x.expand_dims(-1);
  if (!fits(result.shape(), info.shape)) {
    throw Refusal{400, text("the input '", info.name, "' takes shape ", shown(info.shape),
                            " (-1: any length), received ", shown(x.shape()))};
  }
  return result;
}

void ServedModel::check_batch(const Tensors& x) const {
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i].len() != x[0].len()) {
      throw Refusal{400, text("the input '", inputs_[i].name, "' has ", x[i].len(),
                              " rows, the input '", inputs_[0].name, "' has ", x[0].len())};
    }
  }
  if (x[0].len() == 0) throw Refusal{400, "there are no rows to predict for"};
}

}  // namespace keratin::server
