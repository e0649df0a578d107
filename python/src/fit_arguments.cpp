#include "fit_arguments.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/loss.h"
#include "keratin/metrics/metric.h"
#include "keratin/utils/py_dataset.h"
#include "parts.h"

namespace keratin::python {
namespace {

bool is_list(nb::handle x) { return nb::isinstance<nb::list>(x) || nb::isinstance<nb::tuple>(x); }

std::optional<int64_t> whole_of(const Given& given, const char* name) {
  if (!given.has(name)) return {};
  return whole_number(given.get(name), name);
}

Verbose verbose_of(nb::handle x) {
  if (x.is_none()) return "auto";
  if (nb::isinstance<nb::str>(x)) return Verbose::named(nb::cast<std::string>(x));
  return static_cast<int>(whole_number(x, "verbose"));
}

Losses losses_of(nb::handle x) {
  if (x.is_none()) return {};
  if (nb::isinstance<nb::dict>(x)) {
    std::vector<NamedLoss> named;
    for (const auto& [name, loss] : nb::cast<nb::dict>(x)) {
      named.push_back({nb::cast<std::string>(name), choice_of<losses::Loss>(loss)});
    }
    return Losses(std::move(named));
  }
  if (!is_list(x)) return Losses(choice_of<losses::Loss>(x));
  std::vector<AnyLoss> list;
  for (const nb::handle one : x) list.push_back(choice_of<losses::Loss>(one));
  return Losses(list);
}

std::vector<AnyMetric> metric_list_of(nb::handle x) {
  std::vector<AnyMetric> list;
  if (x.is_none()) return list;
  if (!is_list(x)) return {choice_of<metrics::Metric>(x)};
  for (const nb::handle one : x) list.push_back(choice_of<metrics::Metric>(one));
  return list;
}

Metrics metrics_of(nb::handle x) {
  if (x.is_none()) return {};
  if (nb::isinstance<nb::dict>(x)) {
    std::vector<NamedMetrics> named;
    for (const auto& [name, metrics] : nb::cast<nb::dict>(x)) {
      named.push_back({nb::cast<std::string>(name), metric_list_of(metrics)});
    }
    return Metrics(std::move(named));
  }
  if (!is_list(x)) return Metrics(choice_of<metrics::Metric>(x));
  bool is_nested = false;
  for (const nb::handle one : x) is_nested |= is_list(one);
  if (!is_nested) return Metrics(metric_list_of(x));
  std::vector<std::vector<AnyMetric>> of_each;
  for (const nb::handle one : x) of_each.push_back(metric_list_of(one));
  return Metrics(std::move(of_each));
}

/// What a generator or a data set of Python's gives: x, (x, y) or (x, y, sample_weight).
Batch batch_of(nb::handle given) {
  nb::object x = nb::borrow(given), y = nb::none(), weight = nb::none();
  if (nb::isinstance<nb::tuple>(given)) {
    const auto parts = nb::cast<nb::tuple>(given);
    if (parts.size() < 1 || parts.size() > 3) {
      throw_value_error("a batch is x, (x, y) or (x, y, sample_weight)",
                        {{"received", text("a tuple of ", parts.size())}});
    }
    x = parts[0];
    if (parts.size() > 1) y = parts[1];
    if (parts.size() > 2) weight = parts[2];
  }
  return utils::pack_x_y_sample_weight(data_of(x), data_of(y), data_of(weight));
}

class PythonDataset final : public utils::PyDataset {
 public:
  explicit PythonDataset(nb::handle x)
      : PyDataset({.workers = nb::cast<int64_t>(x.attr("workers")),
                   .max_queue_size = nb::cast<int64_t>(x.attr("max_queue_size"))}),
        python_(keep(x)) {}

  Batch operator[](int64_t i) const override {
    const nb::gil_scoped_acquire lock;
    return batch_of((**python_)[nb::int_(i)]);
  }
  std::optional<int64_t> num_batches() const override {
    const nb::gil_scoped_acquire lock;
    const nb::object count = python_->operator*().attr("num_batches");
    return count.is_none() ? std::optional<int64_t>() : whole_number(count, "num_batches");
  }
  int64_t size() const override { return num_batches().value_or(0); }
  void on_epoch_begin() override { tell("on_epoch_begin"); }
  void on_epoch_end() override { tell("on_epoch_end"); }

 private:
  void tell(const char* hook) {
    const nb::gil_scoped_acquire lock;
    (**python_).attr(hook)();
  }
  std::shared_ptr<const Kept> python_;
};

}  // namespace

ClassWeight class_weight_of(nb::handle x) {
  ClassWeight weights;
  if (x.is_none()) return weights;
  for (const auto& [label, weight] : nb::cast<nb::dict>(x)) {
    weights.emplace_back(nb::cast<int64_t>(nb::int_(label)), nb::cast<double>(nb::float_(weight)));
  }
  return weights;
}

CompileOptions compile_options_of(const Given& given) {
  CompileOptions options;
  if (given.has("optimizer"))
    options.optimizer = choice_of<optimizers::Optimizer>(given.get("optimizer"));
  options.loss = losses_of(given.get("loss"));
  if (given.has("loss_weights"))
    from_value(value_of(given.get("loss_weights")), options.loss_weights);
  options.metrics = metrics_of(given.get("metrics"));
  options.weighted_metrics = metrics_of(given.get("weighted_metrics"));
  given.take<bool>("run_eagerly", options.run_eagerly);
  given.take<int64_t>("steps_per_execution", options.steps_per_execution);
  const nb::object jit = given.get("jit_compile");
  if (nb::isinstance<nb::bool_>(jit)) options.jit_compile = nb::cast<bool>(jit);
  given.take<bool>("auto_scale_loss", options.auto_scale_loss);
  return options;
}

Data data_of(nb::handle x) {
  if (x.is_none()) return {};
  if (nb::isinstance<nb::dict>(x)) {
    std::vector<Data::Named> named;
    for (const auto& [name, value] : nb::cast<nb::dict>(x)) {
      named.emplace_back(nb::cast<std::string>(name), tensor_of(value));
    }
    return Data(named);
  }
  if (!is_list(x)) return Data(tensor_of(x));
  // A list of arrays is one for each input; one of numbers is data itself.
  bool holds_arrays = nb::len(x) > 0;
  for (const nb::handle one : x)
    holds_arrays &= is_tensor_like(one) && !nb::hasattr(one, "is_integer");
  if (holds_arrays) return Data(tensors_of(x));
  return Data(tensor_of(x));
}

std::optional<Source> source_of(nb::handle x) {
  if (nb::cast<bool>(from_package("is_dataset")(x))) {
    return Source(std::make_shared<PythonDataset>(x));
  }
  if (is_tensor_like(x) || !PyIter_Check(x.ptr())) return {};
  return Source([kept = keep(x)]() -> std::optional<Batch> {
    const nb::gil_scoped_acquire lock;
    PyObject* next = PyIter_Next((**kept).ptr());
    if (next) return batch_of(nb::steal(next));
    if (PyErr_Occurred()) throw nb::python_error();
    return std::nullopt;
  });
}

FitOptions fit_options_of(const Given& given) {
  FitOptions options;
  options.batch_size = whole_of(given, "batch_size");
  if (const auto epochs = whole_of(given, "epochs")) options.epochs = *epochs;
  options.verbose = verbose_of(given.get("verbose"));
  options.callbacks = callbacks_of(given.get("callbacks"));
  given.take<double>("validation_split", options.validation_split);
  if (given.has("validation_data")) {
    const nb::object data = given.get("validation_data");
    if (auto source = source_of(data)) {
      options.validation_data = ValidationData(*source);
    } else {
      const auto parts = nb::cast<nb::sequence>(data);
      const size_t count = nb::len(parts);
      if (count < 2 || count > 3) {
        throw_value_error("validation_data is (x, y) or (x, y, sample_weight)",
                          {{"received", text(count, " parts")}});
      }
      options.validation_data = ValidationData(data_of(parts[0]), data_of(parts[1]),
                                               count == 3 ? data_of(parts[2]) : Data());
    }
  }
  given.take<bool>("shuffle", options.shuffle);
  options.class_weight = class_weight_of(given.get("class_weight"));
  options.sample_weight = data_of(given.get("sample_weight"));
  if (const auto epoch = whole_of(given, "initial_epoch")) options.initial_epoch = *epoch;
  options.steps_per_epoch = whole_of(given, "steps_per_epoch");
  options.validation_steps = whole_of(given, "validation_steps");
  options.validation_batch_size = whole_of(given, "validation_batch_size");
  const nb::object often = given.get("validation_freq");
  if (is_list(often)) {
    std::vector<int64_t> epochs;
    for (const nb::handle one : often) epochs.push_back(whole_number(one, "validation_freq"));
    options.validation_freq = ValidationFreq(std::move(epochs));
  } else if (!often.is_none()) {
    options.validation_freq = whole_number(often, "validation_freq");
  }
  return options;
}

EvaluateOptions evaluate_options_of(const Given& given) {
  EvaluateOptions options;
  options.batch_size = whole_of(given, "batch_size");
  options.verbose = verbose_of(given.get("verbose"));
  options.sample_weight = data_of(given.get("sample_weight"));
  options.steps = whole_of(given, "steps");
  options.callbacks = callbacks_of(given.get("callbacks"));
  return options;
}

PredictOptions predict_options_of(const Given& given) {
  PredictOptions options;
  options.batch_size = whole_of(given, "batch_size");
  options.verbose = verbose_of(given.get("verbose"));
  options.steps = whole_of(given, "steps");
  options.callbacks = callbacks_of(given.get("callbacks"));
  return options;
}

}  // namespace keratin::python
