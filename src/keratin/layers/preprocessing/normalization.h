// Inputs of mean 0 and variance 1, by statistics that are given or that data have.
#pragma once
#include <concepts>
#include <initializer_list>

#include "keratin/base/function_ref.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

/// A mean or a variance: a number, a list, or a tensor of as many axes as are kept at most; None
/// where adapt() finds it.
struct Statistic {
  Statistic() = default;
  Statistic(NoneType) {}                             // NOLINT: implicit on purpose
  Statistic(double number);                          // NOLINT
  Statistic(std::initializer_list<double> numbers);  // NOLINT
  Statistic(Tensor numbers);                         // NOLINT

  /// As Python's numpy.array(x).tolist().
  friend ConfigValue to_value(const Statistic& x);
  /// Throws ValueError for lists of unequal lengths and for what is no number.
  friend void from_value(const ConfigValue& value, Statistic& x);

  Tensor value;  // undefined for None
};

struct NormalizationOptions {
  Axes axis = -1;  // what has statistics of its own; None: all elements have the same
  Statistic mean = {};
  Statistic variance = {};
  bool invert = false;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = (x - mean) / max(sqrt(variance), epsilon), or with invert y = mean + x * max(...), in the
/// compute dtype whatever x is; epsilon is config::epsilon()
/// x [batch, ...] -> y of the same shape;  mean, variance [lengths of `axis`], which are given or
/// learnt by adapt(); as weights they are mean, variance and count, which stays 0, as in Keras.
/// Throws ValueError for one of mean and variance without the other, for both of unlike shapes or
/// of more axes than `axis` has, and for an axis that x has not or whose length is not known.
class Normalization final : public LayerOf<Normalization, NormalizationOptions> {
 public:
  explicit Normalization(NormalizationOptions options = {});
  // A template loses against options: g++ takes {.invert = true} for axes too.
  template <int = 0>
  explicit Normalization(Axes axis, NormalizationOptions options = {})
      : Normalization((options.axis = axis, std::move(options))) {}

  /// Mean and variance become those of the data, over all axes but `axis`; builds the layer for
  /// them. Throws ValueError for data of other lengths than the layer was built for, for data
  /// without elements, and where mean and variance are given.
  void adapt(const Tensor& data);
  /// The same of batches: a list of tensors, a utils::PyDataset, or anything else that a `for` runs
  /// through, of tensors or of Batch.
  template <class Batches>
  requires(!std::convertible_to<const Batches&, Tensor>) void adapt(Batches&& batches) {
    adapt_to([&](FunctionRef<void(const Tensor&)> take) {
      for (auto&& batch : batches) {
        if constexpr (requires { batch.x[0]; }) {
          take(batch.x[0]);
        } else {
          take(batch);
        }
      }
    });
  }

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_config() const override;

 private:
  void adapt_to(FunctionRef<void(FunctionRef<void(const Tensor&)>)> each_batch);
  void check_data(const Shape& data) const;
  Shape reduced_axes() const;
  Tensor across(const Variable& learnt, const Statistic& given) const;

  Variable mean_ = declare("mean"), variance_ = declare("variance"), count_ = declare("count");
  Shape kept_, across_;  // the axes of `axis` in their order; x's shape with 1 for the others
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::Normalization, layers::NormalizationOptions, layers::Layer>;
extern template class layers::LayerOf<layers::Normalization, layers::NormalizationOptions>;
}  // namespace keratin
