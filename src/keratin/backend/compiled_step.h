// A whole step of training as a backend sees it: a chain of known layers, a loss and an update
// rule, all shapes fixed. A backend may compile it into something faster than one call after the
// other; where it does not, the tape does the same with the calls of backend.h, and is the oracle.
#pragma once
#include <array>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "keratin/backend/functions/update.h"
#include "keratin/backend/fused_activation.h"
#include "keratin/base/random.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// Whether a function's slope at x can be told from y = f(x) alone, so that x need not be kept: its
/// slope's formula then gives the same for y in the place of x.
bool has_slope_from_value(const FusedActivation& activation);

/// One layer of the chain, and what it does to the elements of one sample.
struct PlannedLayer {
  enum class Kind : uint8_t {
    reshape,  // nothing
    scale,    // y = x * scale + offset, in float32 whatever x is
    dense,    // y = activation(x . kernel + bias), rows of kernel.shape[0] elements
    unary,    // y = activation(x)
    softmax,  // of rows of `width` elements
    dropout,  // y = x * mask / (1 - rate)
  };
  Kind kind = Kind::reshape;
  FusedActivation activation = {};
  Tensor kernel = {}, bias = {};  // float32; the bias may be undefined
  double scale = 1, offset = 0;
  double rate = 0;
  RandomKey key = {};
  std::string name = {};  // of the layer, for describe()
  /// Whether it computes in bfloat16: operands of products and results are rounded to it, sums and
  /// weights are float32.
  bool rounds = false;

  // Filled in by the planner.
  int64_t in = 0, out = 0;                         // elements of a sample
  int64_t width = 0;                               // of the last axis
  int kernel_parameter = -1, bias_parameter = -1;  // which parameter, or -1: it does not train
};

/// A loss that a backend knows; the mean over the samples, which may have weights.
struct PlannedLoss {
  enum class Kind : uint8_t {
    none,  // the caller computes the loss and its gradient
    categorical_crossentropy,
    sparse_categorical_crossentropy,
  };
  Kind kind = Kind::none;
  bool from_logits = false;
};

/// The slots of a rule, from those that it has, in its order.
template <class Place, class T>
std::array<Place, kMostSlots> in_places(const StepRule& rule, std::span<T> present) {
  std::array<Place, kMostSlots> places = {};
  std::visit(
      [&](const auto& one) {
        for (size_t i = 0, next = 0; i < one.slots.size(); ++i) {
          if (one.has_slot(i)) places[i] = present[next++];
        }
      },
      rule);
  return places;
}

/// A weight that trains, its slots, and where its gradient goes when the rule is not applied.
struct PlannedParameter {
  Tensor weight;
  std::vector<Tensor> slots = {};
  Tensor gradient = {};
  bool decays = true;
};

struct StepPlan {
  int64_t rows = 0;       // of a batch
  Shape input = {};       // of a sample
  DType dtype = float32;  // of the data: float32 or uint8
  std::vector<PlannedLayer> layers = {};
  PlannedLoss loss = {};
  std::vector<PlannedParameter> parameters = {};
};

/// Where the rows of a batch lie: samples begin, begin + 1, ... of the data, or of `order`.
struct BatchRows {
  ConstView x = {};        // row-major
  ConstView targets = {};  // of the planned loss, row-major; data is null without one
  const float* weights = nullptr;
  const int64_t* order = nullptr;
  int64_t begin = 0;
  uint64_t id = 0;  // of this pass over the data: two batches of one id and one begin are the same
};

/// What a planned loss found in a batch.
struct BatchLoss {
  double loss = 0;    // the mean
  int64_t right = 0;  // samples whose largest output is that of their class
  int64_t bad_label = 0;
  bool has_bad_label = false;  // then nothing else counts
};

class CompiledStep {
 public:
  virtual ~CompiledStep() = default;
  /// Runs the layers on a batch. `step` is the key of the dropouts.
  virtual void forward(const BatchRows& batch, bool is_training, uint64_t step) = 0;
  /// Outputs of the last forward, in memory that the next one overwrites.
  virtual Tensor outputs() const = 0;
  /// Of the last forward; only with a planned loss.
  virtual BatchLoss loss() const = 0;
  /// Takes the gradient back to all parameters: that of the planned loss, or dy, the gradient of
  /// the outputs. With a rule every parameter makes its step, after it has been multiplied by
  /// `decay` if it decays; without one the gradients are written. `next` is read ahead.
  virtual void backward(const Tensor& dy, const StepRule* rule, float decay,
                        const BatchRows* next) = 0;
  /// From now on until give_back_parameters() the step may keep parameters and their slots in a
  /// layout that suits it; their tensors have old values meanwhile. Every backward() in between
  /// needs a rule.
  virtual void borrow_parameters() {}
  virtual void give_back_parameters() {}
  /// What runs for each layer, a line each.
  virtual std::string describe() const = 0;
};

}  // namespace keratin
