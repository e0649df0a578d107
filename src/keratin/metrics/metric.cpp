// What every metric does around its own formula: names, state, and how compile finds it.
#include "keratin/metrics/metric.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin::metrics {

Metric::Metric(MetricOptions common) : name_(std::move(common.name)), dtype_(common.dtype) {}

bool Metric::add_counted(const PlannedLoss&, int64_t, int64_t) { return false; }

void Metric::reset_state() {
  for (const Variable& variable : variables_) {
    backend_of(variable.value()).run(FillCall{.value = 0.0, .y = variable.value().view()});
  }
}

std::string Metric::automatic_name(std::string_view class_name) {
  const bool is_fixed = find_class<Metric>(class_name) && class_name != "MeanMetricWrapper";
  return is_fixed ? snake_case(class_name) : auto_name(class_name);
}

std::shared_ptr<Metric> Metric::clone() const {
  throw_value_error(text("the metric ", class_name(), " cannot be copied"), {},
                    "derive from MetricOf<Self, Options>, or override clone()");
}

DType Metric::dtype() const {
  return dtype_.is_given() && dtype_.compute_dtype() == float64 ? float64 : float32;
}

Config Metric::base_config() const {
  return {{"name", name_},
          {"dtype", name_of(dtype_.is_given() ? dtype_.compute_dtype() : float32)}};
}

Variable Metric::add_variable(const Shape& shape, std::string name) {
  return variables_.emplace_back(zeros(shape, float64, config::default_device()),
                                 VariableOptions{.name = std::move(name), .trainable = false});
}

void Metric::place(Device device) {
  for (Variable& variable : variables_) {
    const Tensor& value = variable.value();
    if (value.device() != device) {
      variable.relocate(Ref<Storage>(new Storage(value.nbytes(), device)), 0);
    }
  }
}

void Metric::accumulate(const Variable& variable, const Tensor& value) const {
  const NoGradient no_gradient;
  const View sum = variable.value().view();
  const Tensor here = value.as_dtype(float64).to(variable.value().device());
  backend_of(variable.value())
      .run(BinaryCall{.f = Binary::add, .a = sum, .b = here.view(), .y = sum});
}

void Metric::accumulate(const Variable& variable, double value) const {
  const View sum = variable.value().view();
  backend_of(variable.value())
      .run(BinaryNumberCall{.f = Binary::add, .x = sum, .value = value, .y = sum});
}

std::shared_ptr<Metric> Metric::with_state(std::shared_ptr<Metric> copy) const {
  copy->rename(name_);
  for (size_t i = 0; i < variables_.size(); ++i) copy->variables_[i].assign(variables_[i]);
  return copy;
}

std::shared_ptr<Metric> resolve(std::string_view name, const Shape& y_true, const Shape& y_pred) {
  const bool is_accuracy = name == "accuracy" || name == "acc";
  std::shared_ptr<Metric> metric;
  if (is_accuracy || name == "crossentropy" || name == "ce") {
    const bool is_binary = !y_pred.empty() && y_pred.back() == 1;
    const bool is_sparse =
        y_true.rank() < y_pred.rank() ||
        (!y_true.empty() && !y_pred.empty() && y_true.back() == 1 && y_pred.back() > 1);
    const char* kind = is_binary ? "binary_" : is_sparse ? "sparse_categorical_" : "categorical_";
    metric = Metric::get(text(kind, is_accuracy ? "accuracy" : "crossentropy"));
  } else {
    metric = Metric::get(name);
  }
  metric->rename(std::string(name));
  return metric;
}

std::shared_ptr<Metric> resolve(const Choice<Metric>& choice, const Shape& y_true,
                                const Shape& y_pred) {
  return choice.is_name() ? resolve(choice.name(), y_true, y_pred) : choice.make();
}

}  // namespace keratin::metrics
