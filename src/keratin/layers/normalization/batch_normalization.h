// Inputs of mean 0 and variance 1, by the statistics of the batch or of the batches before.
#pragma once
#include <optional>

#include "keratin/layers/layer_of.h"
#include "keratin/layers/output_scale.h"

namespace keratin::layers {

/// Bounds of the correction of batch renormalization; without one there is no bound.
struct RenormClipping {
  std::optional<double> rmax = {};
  std::optional<double> rmin = {};
  std::optional<double> dmax = {};

  /// A dictionary of those that are given.
  Config get_config() const;
  /// Throws ValueError for other names.
  static RenormClipping from_config(const Config& config);
  friend ConfigValue to_value(const RenormClipping& x) { return x.get_config(); }
  friend void from_value(const ConfigValue& value, RenormClipping& x) {
    x = from_config(value.as_config());
  }
};

struct BatchNormalizationOptions {
  int axis = -1;
  double momentum = 0.99;
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  AnyInitializer beta_initializer = "zeros";
  AnyInitializer gamma_initializer = "ones";
  AnyInitializer moving_mean_initializer = "zeros";
  AnyInitializer moving_variance_initializer = "ones";
  AnyRegularizer beta_regularizer = {};
  AnyRegularizer gamma_regularizer = {};
  AnyConstraint beta_constraint = {};
  AnyConstraint gamma_constraint = {};
  bool renorm = false;
  std::optional<RenormClipping> renorm_clipping = {};
  double renorm_momentum = 0.99;
  bool synchronized = false;  // refused: statistics are those of one device's batch
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = gamma * (x - mean) / sqrt(variance + epsilon) + beta
/// x [batch, ...] -> y of the same shape;  gamma, beta, moving_mean, moving_variance [channels],
/// one for each position of `axis`. In training mean and variance are those of the batch, over all
/// other axes (and over what the mask [batch, ...] without the last axis leaves), and
///   moving = moving * momentum + of the batch * (1 - momentum);
/// else, and while the layer is frozen, they are the moving ones. Computed in float32 at least.
/// Ioffe, Szegedy, "Batch normalization", 2015.
/// With renorm, training gives gamma * (x' * r + d) + beta for the x' normalized by the batch, with
/// r and d, which no gradient goes through, towards slower statistics of renorm_momentum:
///   r = clip(stddev / renorm_stddev, rmin, rmax), d = clip((mean - renorm_mean) / renorm_stddev).
/// Ioffe, "Batch renormalization", 2017.
/// Throws ValueError for `synchronized` and for impossible bounds, ShapeError for x with fewer than
/// two axes, for an axis that it has not, for another number of channels and for another mask.
class BatchNormalization final : public LayerOf<BatchNormalization, BatchNormalizationOptions> {
 public:
  static constexpr Renamed renamed[] = {{"beta_init", "beta_initializer"},
                                        {"gamma_init", "gamma_initializer"}};

  explicit BatchNormalization(BatchNormalizationOptions options = {});
  /// BatchNormalization(1). A template loses against options, of which {} could mean either.
  template <int = 0>
  explicit BatchNormalization(int axis, BatchNormalizationOptions options = {})
      : BatchNormalization((options.axis = axis, std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Masking masking() const override { return Masking::passed; }
  Config get_config() const override;
  /// Keras 2 wrote the axis as a list of one, Keras 1 the mode 0, which is the only one now.
  static std::shared_ptr<Layer> from_config(const Config& config);

  /// What a call without training does to the last axis of an input of that dtype and rank; none
  /// where it does something else.
  std::optional<OutputScale> scale_at_rest(DType dtype, int rank) const;

  /// The weights; without a value before build, or when they are not used.
  const Variable& gamma() const { return gamma_; }
  const Variable& beta() const { return beta_; }
  const Variable& moving_mean() const { return moving_mean_; }
  const Variable& moving_variance() const { return moving_variance_; }

 private:
  struct Affine;

  static OutputScale scale_of(const Tensor& mean, const Tensor& variance, const Affine& affine,
                              double epsilon);
  Affine renormed(const Tensor& mean, const Tensor& variance, Affine affine) const;
  void move(const Tensor& mean, const Tensor& variance, Call& call) const;
  void move_renormed(const Tensor& mean, const Tensor& variance, Call& call) const;
  void check_input(const Tensor& x, const Tensor& mask) const;
  bool normalizes_by_batch(const Call& call) const;
  bool is_last_axis(const Tensor& x) const;
  Axes other_axes(const Tensor& x) const;
  Tensor across(const Variable& weight, const Tensor& x) const;

  Variable gamma_ = declare("gamma"), beta_ = declare("beta");
  Variable moving_mean_ = declare("moving_mean");
  Variable moving_variance_ = declare("moving_variance");
  Variable moving_stddev_ = declare("moving_stddev");
  Variable renorm_mean_ = declare("renorm_mean"), renorm_stddev_ = declare("renorm_stddev");
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::BatchNormalization, layers::BatchNormalizationOptions,
                                layers::Layer>;
extern template class layers::LayerOf<layers::BatchNormalization,
                                      layers::BatchNormalizationOptions>;
}  // namespace keratin
