// What compile is told of each output, and how files hold it.
#include "keratin/models/compile_options.h"
#include "keratin/models/keras_2_config_internal.h"

#include <algorithm>
#include <utility>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/losses/all.h"
#include "keratin/metrics/mean_metric_wrapper.h"

namespace keratin {
namespace {

void check_name(const char* what, const std::string& name,
                const std::vector<std::string>& outputs) {
  if (std::find(outputs.begin(), outputs.end(), name) != outputs.end()) return;
  const std::string guess = closest(name, outputs);
  throw_value_error(text("compile: there is no output '", name, "' for ", what),
                    {{"outputs", quoted_list(outputs)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

void check_count(const char* what, size_t received, size_t expected) {
  if (received == expected) return;
  throw_value_error(text("compile: ", what, " are given for ", received,
                         " outputs, but the model has ", expected));
}

}  // namespace

Losses::Losses(const Losses& other)
    : one_(other.one_),
      several_(other.several_ ? new std::vector<NamedLoss>(*other.several_) : nullptr),
      are_named_(other.are_named_) {}
Losses::Losses(Losses&& other) noexcept
    : one_(std::move(other.one_)),
      several_(std::exchange(other.several_, nullptr)),
      are_named_(other.are_named_) {}
Losses& Losses::operator=(const Losses& other) { return *this = Losses(other); }
Losses& Losses::operator=(Losses&& other) noexcept {
  std::swap(one_, other.one_);
  std::swap(several_, other.several_);
  std::swap(are_named_, other.are_named_);
  return *this;
}
void Losses::destroy(std::vector<NamedLoss>* several) { delete several; }

Losses::Losses(const std::vector<AnyLoss>& list) : several_(new std::vector<NamedLoss>()) {
  for (const AnyLoss& loss : list) several_->push_back({"", loss});
}
Losses::Losses(std::vector<NamedLoss> list)
    : several_(new std::vector<NamedLoss>(std::move(list))), are_named_(true) {}
Losses::Losses(std::initializer_list<AnyLoss> list) : Losses(std::vector<AnyLoss>(list)) {}
Losses::Losses(std::initializer_list<NamedLoss> list) : Losses(std::vector<NamedLoss>(list)) {}

AnyLoss Losses::of(size_t k, const std::vector<std::string>& outputs) const {
  if (!several_) return one_;
  if (!are_named_) {
    check_count("losses", several_->size(), outputs.size());
    return (*several_)[k].loss;
  }
  AnyLoss found;
  for (const NamedLoss& named : *several_) {
    check_name("loss", named.output, outputs);
    if (named.output == outputs[k]) found = named.loss;
  }
  return found;
}

Metrics::Metrics() = default;
Metrics::Metrics(NoneType) {}
Metrics::Metrics(const Metrics& other) = default;
Metrics::Metrics(Metrics&& other) noexcept = default;
Metrics& Metrics::operator=(const Metrics& other) = default;
Metrics& Metrics::operator=(Metrics&& other) noexcept = default;
Metrics::~Metrics() = default;

Metrics::Metrics(One, AnyMetric metric) : Metrics(std::vector<AnyMetric>{std::move(metric)}) {}
Metrics::Metrics(std::initializer_list<AnyMetric> list) : Metrics(std::vector<AnyMetric>(list)) {}
Metrics::Metrics(std::vector<AnyMetric> list) : form_(Form::listed) {
  for (AnyMetric& metric : list) entries_.push_back({"", {std::move(metric)}, false});
}
Metrics::Metrics(const std::vector<std::string>& names)
    : Metrics(std::vector<AnyMetric>(names.begin(), names.end())) {}
Metrics::Metrics(std::vector<std::vector<AnyMetric>> of_each_output) : form_(Form::listed) {
  for (auto& metrics : of_each_output) entries_.push_back({"", std::move(metrics)});
}
Metrics::Metrics(std::vector<NamedMetrics> list) : form_(Form::named) {
  for (NamedMetrics& named : list) {
    entries_.push_back({std::move(named.output), std::move(named.metrics)});
  }
}
Metrics::Metrics(std::initializer_list<NamedMetrics> list)
    : Metrics(std::vector<NamedMetrics>(list)) {}

std::vector<AnyMetric> Metrics::of(size_t k, const std::vector<std::string>& outputs) const {
  const bool is_one_each = form_ == Form::listed && outputs.size() > 1 && !entries_.empty();
  if (is_one_each) {
    check_count("metrics", entries_.size(), outputs.size());
    return entries_[k].metrics;
  }
  std::vector<AnyMetric> found;
  for (const Entry& entry : entries_) {
    if (form_ == Form::named) check_name("metrics", entry.output, outputs);
    if (form_ == Form::named && entry.output != outputs[k]) continue;
    found.insert(found.end(), entry.metrics.begin(), entry.metrics.end());
  }
  return found;
}

LossWeights::LossWeights() = default;
LossWeights::LossWeights(const LossWeights& other) = default;
LossWeights::LossWeights(LossWeights&& other) noexcept = default;
LossWeights& LossWeights::operator=(const LossWeights& other) = default;
LossWeights& LossWeights::operator=(LossWeights&& other) noexcept = default;
LossWeights::~LossWeights() = default;

LossWeights::LossWeights(double of_the_only_output)
    : form_(Form::number), weights_{{"", of_the_only_output}} {}
LossWeights::LossWeights(std::initializer_list<double> list)
    : LossWeights(std::vector<double>(list)) {}
LossWeights::LossWeights(std::initializer_list<std::pair<std::string, double>> list)
    : form_(Form::named), weights_(list) {}
LossWeights::LossWeights(const std::vector<double>& list) : form_(Form::listed) {
  for (const double weight : list) weights_.emplace_back("", weight);
}

void LossWeights::check() const {
  for (const auto& [name, weight] : weights_) check_finite("compile", "loss_weights", weight);
}

double LossWeights::of(size_t k, const std::vector<std::string>& outputs) const {
  if (form_ == Form::number || (form_ == Form::listed && !weights_.empty())) {
    check_count("loss_weights", weights_.size(), outputs.size());
    return weights_[k].second;
  }
  double found = 1;
  for (const auto& [name, weight] : weights_) {
    check_name("loss_weights", name, outputs);
    if (name == outputs[k]) found = weight;
  }
  return found;
}

// How files hold them: what was given as a name stays a name.
namespace {

/// A function of Keras's: what its class does by default, and the record of a function.
class FunctionOfKeras final : public Loss {
 public:
  explicit FunctionOfKeras(const std::string& name) : Loss(name), loss_(Loss::get(name)) {}
  std::string_view class_name() const override { return "function"; }
  std::string_view function_name() const override { return name(); }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    return loss_->call(y_true, y_pred);
  }
  bool takes_any_labels() const override { return loss_->takes_any_labels(); }
  PlannedLoss planned() const override { return loss_->planned(); }
  Tensor compute_mask(const Tensor& y_true, const Tensor& y_pred) const override {
    return loss_->compute_mask(y_true, y_pred);
  }

 private:
  std::shared_ptr<Loss> loss_;
};

/// The name in the record of a function of the library's own; "" for everything else.
template <class Base>
std::string known_function(const ConfigValue& value) {
  const std::string name = value.is_config() ? function_in(value.as_config()) : std::string();
  return name.empty() || find_custom_function(Base::family, name) ? std::string() : name;
}

ConfigValue record_of(const AnyLoss& loss) {
  return loss.is_name() ? ConfigValue(loss.name()) : to_value(loss);
}

AnyLoss loss_from(const ConfigValue& value) {
  const std::string function = known_function<Loss>(value);
  if (!function.empty()) return std::make_shared<FunctionOfKeras>(function);
  AnyLoss loss;
  from_value(value, loss);
  return loss;
}

ConfigValue record_of(const AnyMetric& choice) {
  if (choice.is_name()) return choice.name();
  const std::shared_ptr<Metric> metric = choice.make();
  const auto* wrapper = dynamic_cast<const metrics::MeanMetricWrapper*>(metric.get());
  // A function that was given as it is, not in a wrapper with arguments of its own.
  if (wrapper && !wrapper->options().dtype.is_given()) {
    const std::string& name = wrapper->options().fn.name;
    if (wrapper->name() == name.substr(name.find('>') + 1)) return function_record(name);
  }
  return to_value(choice);
}

AnyMetric metric_from(const ConfigValue& value) {
  const std::string function = known_function<Metric>(value);
  if (!function.empty() && find_class<Loss>(function)) {
    metrics::MetricFunction f;
    from_value(value, f);
    return metrics::MeanMetricWrapper(std::move(f), {.name = function});
  }
  AnyMetric metric;
  from_value(value, metric);
  return metric;
}

std::vector<AnyMetric> metrics_from(const ConfigValue& value) {
  std::vector<AnyMetric> list;
  if (value.is_none()) return list;
  if (!value.is_list()) return {metric_from(value)};
  for (const ConfigValue& entry : value.as_list()) list.push_back(metric_from(entry));
  return list;
}

}  // namespace

ConfigValue to_value(const Losses& x) {
  if (!x.several_) return record_of(x.one_);
  ConfigValue::List list;
  Config by_name;
  for (const NamedLoss& named : *x.several_) {
    x.are_named_ ? by_name.set(named.output, record_of(named.loss))
                 : list.push_back(record_of(named.loss));
  }
  return x.are_named_ ? ConfigValue(by_name) : ConfigValue(list);
}

void from_value(const ConfigValue& value, Losses& x) {
  if (value.is_list()) {
    std::vector<AnyLoss> list;
    for (const ConfigValue& entry : value.as_list()) list.push_back(loss_from(entry));
    x = list;
  } else if (value.is_config() && !value.as_config().contains("class_name")) {
    std::vector<NamedLoss> named;
    for (const auto& [output, loss] : value.as_config()) named.push_back({output, loss_from(loss)});
    x = std::move(named);
  } else {
    x = loss_from(value);
  }
}

ConfigValue to_value(const Metrics& x) {
  if (x.form_ == Metrics::Form::none) return nullptr;
  ConfigValue::List all;
  Config by_name;
  for (const Metrics::Entry& entry : x.entries_) {
    ConfigValue::List list;
    for (const AnyMetric& metric : entry.metrics) list.push_back(record_of(metric));
    const ConfigValue value = entry.is_list  ? ConfigValue(list)
                              : list.empty() ? ConfigValue()
                                             : list[0];
    all.push_back(value);
    if (x.form_ == Metrics::Form::named) by_name.set(entry.output, value);
  }
  return x.form_ == Metrics::Form::named ? ConfigValue(by_name) : ConfigValue(all);
}

void from_value(const ConfigValue& value, Metrics& x) {
  x = Metrics();
  if (value.is_none()) return;
  const bool is_named = value.is_config();
  x.form_ = is_named ? Metrics::Form::named : Metrics::Form::listed;
  const auto add = [&x](const std::string& output, const ConfigValue& entry) {
    x.entries_.push_back({output, metrics_from(entry), entry.is_list()});
  };
  if (is_named) {
    for (const auto& [output, entry] : value.as_config()) add(output, entry);
  } else {
    for (const ConfigValue& entry : value.as_list()) add("", entry);
  }
}

ConfigValue to_value(const LossWeights& x) {
  if (x.form_ == LossWeights::Form::none) return nullptr;
  if (x.form_ == LossWeights::Form::number) return x.weights_[0].second;
  ConfigValue::List list;
  Config by_name;
  for (const auto& [output, weight] : x.weights_) {
    x.form_ == LossWeights::Form::named ? by_name.set(output, weight) : list.push_back(weight);
  }
  return x.form_ == LossWeights::Form::named ? ConfigValue(by_name) : ConfigValue(list);
}

void from_value(const ConfigValue& value, LossWeights& x) {
  x = LossWeights();
  if (value.is_number()) x = value.as_number();
  if (value.is_none() || value.is_number()) return;
  x.form_ = value.is_config() ? LossWeights::Form::named : LossWeights::Form::listed;
  if (value.is_config()) {
    for (const auto& [output, weight] : value.as_config()) {
      x.weights_.emplace_back(output, weight.as_number());
    }
  } else {
    for (const ConfigValue& weight : value.as_list())
      x.weights_.emplace_back("", weight.as_number());
  }
}

Config to_config(const CompileOptions& options) {
  const bool uses_xla = options.jit_compile.is_auto() || options.jit_compile.value();
  return {{"optimizer", to_value(options.optimizer)},
          {"loss", to_value(options.loss)},
          {"loss_weights", to_value(options.loss_weights)},
          {"metrics", to_value(options.metrics)},
          {"weighted_metrics", to_value(options.weighted_metrics)},
          {"run_eagerly", options.run_eagerly},
          {"steps_per_execution", options.steps_per_execution},
          {"jit_compile", uses_xla && !options.run_eagerly}};
}

CompileOptions compile_options_from(const Config& config) {
  CompileOptions options;
  const auto read = [&config](std::string_view name, auto& member) {
    const ConfigValue* value = config.find(name);
    if (!value || value->is_none()) return;
    try {
      const auto upgraded =
          name == "optimizer" ? models::upgraded_optimizer : models::upgraded_losses;
      from_value(upgraded(*value), member);
    } catch (Error& error) {
      error.add_where(name);
      throw;
    }
  };
  read("optimizer", options.optimizer);
  read("loss", options.loss);
  read("loss_weights", options.loss_weights);
  read("metrics", options.metrics);
  read("weighted_metrics", options.weighted_metrics);
  read("run_eagerly", options.run_eagerly);
  read("steps_per_execution", options.steps_per_execution);
  read("auto_scale_loss", options.auto_scale_loss);
  const ConfigValue* jit_compile = config.find("jit_compile");
  if (jit_compile && jit_compile->is_bool()) options.jit_compile = jit_compile->as_bool();
  return options;
}

}  // namespace keratin
