// Losses, metrics, schedules, initializers, regularizers and constraints: one binding a
// family, and what stands in for those written in Python.
#include "parts.h"

#include "keratin/base/error.h"
#include "keratin/base/registered_class_internal.h"
#include "keratin/base/text.h"
#include "keratin/constraints/constraint.h"
#include "keratin/initializers/initializer.h"
#include "keratin/losses/loss.h"
#include "keratin/metrics/mean.h"
#include "keratin/optimizers/schedules/learning_rate_schedule.h"
#include "keratin/regularizers/regularizer.h"

namespace keratin::python {

void bind_optimizers(nb::module_& m);

using namespace nb::literals;
using optimizers::schedules::LearningRateSchedule;

std::string name_of_callable(nb::handle f) {
  return nb::cast<std::string>(from_package("name_of")(f));
}

namespace {

std::string class_of(nb::handle x) { return nb::cast<std::string>(x.type().attr("__name__")); }
/// The configuration that an object written in Python says it has.
Config config_of_object(nb::handle x) {
  const nb::gil_scoped_acquire lock;
  return config_of(x.attr("get_config")());
}

/// An object of a class written in Python, whatever the family.
template <class Base>
class Written : public Base, public KnowsRegisteredName {
 public:
  std::string_view class_name() const override { return class_name_; }
  std::string registered_name() const override {
    return registered_name_of_class((**python_).type());
  }
  Config get_config() const override { return config_of_object(**python_); }

 protected:
  template <class... Arguments>
  explicit Written(nb::handle x, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), python_(keep(x)), class_name_(class_of(x)) {}

  const std::shared_ptr<const Kept> python_;
  const std::string class_name_;
};

class WrittenLoss final : public Written<losses::Loss> {
 public:
  explicit WrittenLoss(nb::handle x)
      : Written(x, nb::cast<std::string>(nb::str(x.attr("name"))), reduction_of(x)) {}

  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    const nb::gil_scoped_acquire lock;
    return tensor_of((*python_)->attr("call")(y_true, y_pred));
  }

 private:
  static losses::Reduction reduction_of(nb::handle x) {
    losses::Reduction reduction = "sum_over_batch_size";
    from_value(value_of(x.attr("reduction")), reduction);
    return reduction;
  }
};

class WrittenMetric final : public Written<metrics::Metric> {
 public:
  explicit WrittenMetric(nb::handle x)
      : Written(x, nb::cast<std::string>(nb::str(x.attr("name")))) {}

  void update_state(const Tensor& y_true, const Tensor& y_pred,
                    const Tensor& sample_weight) override {
    const nb::gil_scoped_acquire lock;
    const nb::object weight = sample_weight.defined() ? nb::cast(sample_weight) : nb::none();
    (*python_)->attr("update_state")(y_true, y_pred, weight);
  }
  double result() const override {
    const nb::gil_scoped_acquire lock;
    return tensor_of((*python_)->attr("result")()).item<double>();
  }
  void reset_state() override {
    const nb::gil_scoped_acquire lock;
    (*python_)->attr("reset_state")();
  }
  /// Its state is the Python object's, which there is once.
  std::shared_ptr<metrics::Metric> clone() const override {
    const nb::gil_scoped_acquire lock;
    return std::make_shared<WrittenMetric>(**python_);
  }
};

class WrittenInitializer final : public Written<initializers::Initializer> {
 public:
  explicit WrittenInitializer(nb::handle x) : Written(x) {}

  Tensor operator()(const Shape& shape, DType dtype) const override {
    const nb::gil_scoped_acquire lock;
    return tensor_of((**python_)(tuple_of(shape), nb::arg("dtype") = std::string(name_of(dtype))))
        .as_dtype(dtype);
  }
  std::string_view function_name() const override {
    return class_name_ == "function" ? std::string_view(name_) : std::string_view();
  }

 private:
  const std::string name_ = name_of_callable(**python_);
};

template <class Base>
class WrittenOfTensor final : public Written<Base> {
 public:
  explicit WrittenOfTensor(nb::handle x) : Written<Base>(x) {}

  Tensor operator()(const Tensor& x) const override {
    const nb::gil_scoped_acquire lock;
    return tensor_of((**this->python_)(x));
  }
};

class WrittenSchedule final : public Written<LearningRateSchedule> {
 public:
  explicit WrittenSchedule(nb::handle x) : Written(x) {}

  double operator()(int64_t step) const override {
    const nb::gil_scoped_acquire lock;
    return tensor_of((**python_)(step)).item<double>();
  }
};

}  // namespace

template <>
std::shared_ptr<losses::Loss> part_of<losses::Loss>(nb::handle x) {
  if (auto part = known_part<losses::Loss>(x)) return *part;
  if (nb::isinstance<Handle<losses::Loss>>(x)) return std::make_shared<WrittenLoss>(x);
  if (!PyCallable_Check(x.ptr())) throw_no_part<losses::Loss>(x);
  return losses::Loss::from_function(function_of<const Tensor&, const Tensor&>(x),
                                     name_of_callable(x));
}
template <>
std::shared_ptr<metrics::Metric> part_of<metrics::Metric>(nb::handle x) {
  if (auto part = known_part<metrics::Metric>(x)) return *part;
  if (nb::isinstance<Handle<metrics::Metric>>(x)) return std::make_shared<WrittenMetric>(x);
  if (!PyCallable_Check(x.ptr())) throw_no_part<metrics::Metric>(x);
  return metrics::Metric::from_function(function_of<const Tensor&, const Tensor&>(x),
                                        name_of_callable(x));
}
template <>
std::shared_ptr<initializers::Initializer> part_of<initializers::Initializer>(nb::handle x) {
  if (auto part = known_part<initializers::Initializer>(x)) return *part;
  if (!PyCallable_Check(x.ptr())) throw_no_part<initializers::Initializer>(x);
  return std::make_shared<WrittenInitializer>(x);
}
template <>
std::shared_ptr<regularizers::Regularizer> part_of<regularizers::Regularizer>(nb::handle x) {
  using Base = regularizers::Regularizer;
  if (auto part = known_part<Base>(x)) return *part;
  if (nb::isinstance<Handle<Base>>(x)) return std::make_shared<WrittenOfTensor<Base>>(x);
  if (!PyCallable_Check(x.ptr())) throw_no_part<Base>(x);
  return Base::from_function(function_of<const Tensor&>(x), name_of_callable(x));
}
template <>
std::shared_ptr<constraints::Constraint> part_of<constraints::Constraint>(nb::handle x) {
  using Base = constraints::Constraint;
  if (auto part = known_part<Base>(x)) return *part;
  if (nb::isinstance<Handle<Base>>(x)) return std::make_shared<WrittenOfTensor<Base>>(x);
  if (!PyCallable_Check(x.ptr())) throw_no_part<Base>(x);
  return Base::from_function(function_of<const Tensor&>(x), name_of_callable(x));
}
template <>
std::shared_ptr<LearningRateSchedule> part_of<LearningRateSchedule>(nb::handle x) {
  if (auto part = known_part<LearningRateSchedule>(x)) return *part;
  if (!PyCallable_Check(x.ptr())) throw_no_part<LearningRateSchedule>(x);
  return std::make_shared<WrittenSchedule>(x);
}
namespace {

Tensor optional_tensor(nb::handle x) { return x.is_none() ? Tensor() : tensor_of(x); }

void bind_losses_and_metrics(nb::module_& m) {
  auto loss = bind_family<losses::Loss>(m, "Loss");
  loss.def_prop_ro("_name", [](const Handle<losses::Loss>& x) { return x.get().name(); });
  m.def(
      "call_loss",
      [](nb::handle loss_like, nb::handle y_true, nb::handle y_pred, nb::handle sample_weight) {
        return (*part_of<losses::Loss>(loss_like))(tensor_of(y_true), tensor_of(y_pred),
                                                   optional_tensor(sample_weight));
      },
      nb::arg("loss"), nb::arg("y_true"), nb::arg("y_pred"), nb::arg("sample_weight") = nb::none());
  auto metric = bind_family<metrics::Metric>(m, "Metric");
  metric.def_prop_ro("_name", [](const Handle<metrics::Metric>& x) { return x.get().name(); });
  metric.def("_variables", [](const Handle<metrics::Metric>& x) {
    nb::list list;
    for (const Variable& one : x.get().variables()) list.append(nb::cast(one));
    return list;
  });
  metric.def(
      "_update_state",
      [](Handle<metrics::Metric>& x, nb::handle y_true, nb::handle y_pred, nb::handle weight) {
        const Tensor first = tensor_of(y_true), second = optional_tensor(y_pred);
        if (auto* mean = dynamic_cast<metrics::Mean*>(x.it.get())) {
          return mean->update_state(first, second.defined() ? second : optional_tensor(weight));
        }
        if (auto* sum = dynamic_cast<metrics::Sum*>(x.it.get())) {
          return sum->update_state(first, second.defined() ? second : optional_tensor(weight));
        }
        x.get().update_state(first, second, optional_tensor(weight));
      },
      nb::arg("y_true"), nb::arg("y_pred") = nb::none(), nb::arg("sample_weight") = nb::none());
  metric.def("_result", [](const Handle<metrics::Metric>& x) { return x.get().result(); });
  metric.def("_reset_state", [](Handle<metrics::Metric>& x) { x.get().reset_state(); });
  m.def("metric_of_function", [](nb::handle f, const std::string& name) {
    Handle<metrics::Metric> handle;
    handle.it = metrics::Metric::from_function(function_of<const Tensor&, const Tensor&>(f), name);
    return handle;
  });
}

void bind_schedules(nb::module_& m) {
  auto schedule = bind_family<LearningRateSchedule>(m, "LearningRateSchedule");
  schedule.def("_call", [](const Handle<LearningRateSchedule>& x, nb::handle step) {
    return x.get()(tensor_of(step).item<int64_t>());
  });
}

template <class Base>
void bind_of_tensor(nb::module_& m, const char* name) {
  auto c = bind_family<Base>(m, name);
  c.def("_call", [](const Handle<Base>& x, nb::handle value) { return x.get()(tensor_of(value)); });
}

}  // namespace

void bind_parts(nb::module_& m) {
  nb::class_<AnyHandle>(m, "AnyHandle");
  bind_losses_and_metrics(m);
  bind_optimizers(m);
  bind_schedules(m);
  bind_of_tensor<regularizers::Regularizer>(m, "Regularizer");
  bind_of_tensor<constraints::Constraint>(m, "Constraint");
  auto c = bind_family<initializers::Initializer>(m, "Initializer");
  c.def("_call",
        [](const Handle<initializers::Initializer>& x, nb::handle shape, nb::handle dtype) {
          return x.get()(shape_of(shape), dtype_of_object(dtype).value_or(float32));
        });
}

}  // namespace keratin::python
