// What layers and their weights are told.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "keratin/autodiff/variable.h"
#include "keratin/constraints/constraint.h"
#include "keratin/initializers/initializer.h"
#include "keratin/regularizers/regularizer.h"
#include "keratin/tensor/dtype_policy.h"

namespace keratin::layers {

/// What every layer's options may have in common, whatever else they have.
struct LayerOptions {
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
  bool autocast = true;              // whether floating inputs are cast to the compute dtype
  std::string_view class_name = {};  // from which the automatic name is made
  /// Whether activity_regularizer is that of the layers inside, and not of this one.
  bool regularizes_parts = false;
};

/// Keyword arguments of add_weight and fill, with Keras's names.
struct WeightOptions {
  AnyInitializer initializer = "glorot_uniform";
  AnyRegularizer regularizer = {};
  AnyConstraint constraint = {};
  bool trainable = true;
  std::optional<DType> dtype = {};  // the layer's variable dtype, unless given
};

/// A weight of a layer and what training does to it beside the gradient step.
struct Weight {
  Variable variable;
  std::shared_ptr<Regularizer> regularizer = {};  // may be null
  std::shared_ptr<Constraint> constraint = {};    // may be null
  bool is_trainable = true;  // as it was made; a frozen layer has none that trains
  bool is_adopted = false;   // whether a sublayer has it too
};

/// What a layer does with the masks of its inputs; layers say Masking::passed. The name Masking is
/// that of a layer outside of them.
enum class MaskRule : uint8_t {
  none,    // loses them, and warns
  passed,  // compute_mask tells the output's from those of the inputs
  made,    // the same, though no input has one
  kept,    // the output has what rides on it
};

}  // namespace keratin::layers

namespace keratin {
using layers::WeightOptions;
}  // namespace keratin
