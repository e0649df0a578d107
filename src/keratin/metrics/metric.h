// The base of all metrics: numbers for people, gathered over the batches of an epoch. The state
// lies in float64 variables.
//
// A metric of your own is a value for each sample (see MeanMetricOf), or state of its own:
//   struct LargestOptions { std::string name = {}; };
//   class Largest final : public MetricOf<Largest, LargestOptions> {
//    public:
//     explicit Largest(LargestOptions options = {}) : MetricOf(std::move(options)) {}
//     void update_state(const Tensor& y_true, const Tensor& y_pred, const Tensor&) override {
//       const Tensor error = ops::max(ops::abs(y_true.as_dtype(y_pred.dtype()) - y_pred));
//       largest_.assign(ops::maximum(largest_, error.as_dtype(float64)));
//     }
//     double result() const override { return largest_.value().item(); }
//    private:
//     Variable largest_ = add_variable({}, "largest");
//   };
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keratin/autodiff/variable.h"
#include "keratin/base/auto_name.h"
#include "keratin/base/described.h"
#include "keratin/base/function.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/dtype_policy.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

struct PlannedLoss;

namespace metrics {

/// Whether a larger result is better, as EarlyStopping's mode "auto" asks.
enum class Direction : uint8_t { none, up, down };

/// The arguments that every metric takes.
struct MetricOptions {
  std::string name = {};   // "mean_squared_error" of MeanSquaredError
  DTypePolicy dtype = {};  // of the values of a batch, float32 when not given
};

class Metric : public Object {
 public:
  static constexpr std::string_view family = "metric";
  static constexpr ClassNames names[] = {
#define KERATIN_CLASS(name, ...) {#name, {__VA_ARGS__}},
#include "keratin/metrics/classes.inl"
      {"", {"crossentropy", "ce"}}};  // compile chooses
  using Family = Metric;
  static std::span<const RegistryEntry<Metric>> registry();
  /// A new metric with Keras's default arguments, or of a function that the program registered;
  /// "accuracy" is the exact match (see resolve). Throws ValueError for an unknown name.
  static std::shared_ptr<Metric> get(std::string_view name);
  /// The mean of f(y_true, y_pred), which gives a value for each sample: a MeanMetricWrapper.
  /// `name` is the one that files have for f; see register_keras_serializable.
  static std::shared_ptr<Metric> from_function(
      Function<Tensor(const Tensor& y_true, const Tensor& y_pred)> f, std::string name = {});

  explicit Metric(std::string name, DTypePolicy dtype = {})
      : Metric(MetricOptions{std::move(name), dtype}) {}

  /// Adds a batch. An undefined sample_weight is none.
  virtual void update_state(const Tensor& y_true, const Tensor& y_pred,
                            const Tensor& sample_weight = {}) = 0;
  /// Whether update_state() leaves nothing behind but its variables: then it can be recorded with
  /// the step. Else it is called for each batch, with tensors that it may keep.
  virtual bool is_in_variables() const { return false; }
  /// Adds a batch of which a compiled step has counted the samples whose largest output is that of
  /// their class, if the metric is their share: true; else it needs the batch.
  virtual bool add_counted(const PlannedLoss& loss, int64_t right, int64_t samples);
  /// The metric of everything since the last reset; 0 for nothing.
  virtual double result() const = 0;
  /// Fills the variables with zeros.
  virtual void reset_state();
  /// A copy with state of its own. (Copies share their variables, as Python's do.) Throws
  /// ValueError for a class that does not derive from MetricOf and does not override it.
  virtual std::shared_ptr<Metric> clone() const;
  virtual Direction direction() const { return Direction::none; }

  /// What base_config() writes of a metric of yours that does not take it.
  static bool is_ignored_name(std::string_view name, const ConfigValue&) {
    return name == "name" || name == "dtype";
  }

  const std::string& name() const { return name_; }
  void rename(std::string name) { name_ = std::move(name); }
  /// Of the values of a batch: float64 if that was asked for, else float32. Wider than the 16-bit
  /// dtypes, which cannot count.
  DType dtype() const;
  /// The state, in the order in which it was added.
  const std::vector<Variable>& variables() const { return variables_; }
  /// Moves the state to that device, where the values to come are.
  void place(Device device);
  /// metric(y_true, y_pred) adds a batch and gives the result so far.
  double operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight = {}) {
    update_state(y_true, y_pred, sample_weight);
    return result();
  }

  /// The name of a metric that nobody named: most classes of Keras's have fixed ones,
  /// "mean_squared_error", MeanMetricWrapper and those of yours count, "largest", "largest_1", ...
  static std::string automatic_name(std::string_view class_name);
  /// What the arguments of every metric have in common.
  template <class Options>
  static MetricOptions common(const Options& options, std::string_view class_name) {
    MetricOptions result;
    if constexpr (requires { options.name; }) result.name = options.name;
    if constexpr (requires { options.dtype; }) result.dtype = options.dtype;
    if (result.name.empty()) result.name = automatic_name(class_name);
    return result;
  }

 protected:
  explicit Metric(MetricOptions common);

  Config base_config() const;

  /// Zeros of that shape, float64, that reset_state() fills with zeros again.
  Variable add_variable(const Shape& shape, std::string name);
  /// variable += value; a number needs no memory. Leaves nothing on the tape.
  void accumulate(const Variable& variable, const Tensor& value) const;
  void accumulate(const Variable& variable, double value) const;
  /// `copy` with this metric's name and state.
  std::shared_ptr<Metric> with_state(std::shared_ptr<Metric> copy) const;

 private:
  std::string name_;
  DTypePolicy dtype_;
  std::vector<Variable> variables_;
};

/// Self, a metric with these arguments.
template <class Self, class Options = MetricOptions, class Base = Metric>
class MetricOf : public Described<Self, Options, Base> {
 public:
  std::shared_ptr<Metric> clone() const override;

 protected:
  using Described<Self, Options, Base>::Described;
};

template <class Self, class Options, class Base>
std::shared_ptr<Metric> MetricOf<Self, Options, Base>::clone() const {
  const UncountedNames uncounted;
  return this->with_state(std::make_shared<Self>(this->options_));
}

/// What compile makes of a metric, by Keras's rules for "accuracy" ("acc") and "crossentropy"
/// ("ce"): binary for one output, sparse for labels, else categorical. A name stays as it was
/// written: "mse" logs "mse", "MeanSquaredError" logs "MeanSquaredError".
std::shared_ptr<Metric> resolve(const Choice<Metric>& choice, const Shape& y_true,
                                const Shape& y_pred);
/// The same for a name that is known only at run time. Throws ValueError for an unknown one.
std::shared_ptr<Metric> resolve(std::string_view name, const Shape& y_true, const Shape& y_pred);

}  // namespace metrics

using metrics::Metric;  ///< to derive from
using metrics::MetricOf;
/// What an argument takes: a name, an object, a shared one, or nothing.
using AnyMetric = Choice<metrics::Metric>;

}  // namespace keratin
