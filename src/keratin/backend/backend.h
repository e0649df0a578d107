// THE SEAM: all that ops know of a device. The primitives are pure virtual; the fused calls have
// defaults that are composed from the primitives, work on every backend, and are the oracle that
// a backend's own version is tested against.
#pragma once
#include <cstdint>
#include <memory>

#include "keratin/backend/functions/lists.h"
#include "keratin/base/random.h"
#include "keratin/tensor/scalar.h"
#include "keratin/tensor/tensor.h"
#include "keratin/tensor/view.h"

namespace keratin {

class CompiledStep;
struct StepPlan;

/// What a dense layer or a convolution applies to its result while it is still in the cache.
struct FusedActivation {
  bool is_some = false;
  Unary function = Unary::relu;
  UnaryArgs args = {};
};

/// A flat run of float32 parameters, their gradient, and the numbers of an optimizer's step.
struct RMSpropStep {
  float learning_rate, rho, momentum, epsilon;
  bool centered;
};
struct AdamStep {
  float learning_rate, beta_1, beta_2, epsilon;  // learning_rate with the bias correction in it
  bool amsgrad;
};
struct SGDStep {
  float learning_rate, momentum;
  bool nesterov;
};

// Views are of the backend's device. Unless a call says otherwise, inputs and output have one dtype
// and one shape (callers broadcast with strides of zero, see broadcast_to), outputs do not overlap
// inputs unless they are the same view, and an empty view is allowed and does nothing.
// The callers (ops) have checked shapes and dtypes: backends only compute.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;
  /// Whose memory it computes on.
  virtual Device device() const { return {}; }

  // --- primitives -------------------------------------------------------------------------------
  /// y = x, converted to y's dtype, any strides. Float to integer truncates; to bool is != 0.
  virtual void copy(const ConstView& x, const View& y) = 0;
  virtual void fill(Scalar value, const View& y) = 0;
  /// y = f(x). Predicates write bool. Integers only for negative, abs, sign, square, logical_not.
  virtual void unary(Unary f, UnaryArgs args, const ConstView& x, const View& y) = 0;
  /// dx = dy * f'(x), where y = f(x) is at hand.
  virtual void unary_gradient(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                              const ConstView& dy, const View& dx) = 0;
  /// y = f(a, b). Comparisons and logic write bool; division of integers is not a case of this.
  virtual void binary(Binary f, const ConstView& a, const ConstView& b, const View& y) = 0;
  /// y = condition (bool) ? a : b.
  virtual void select(const ConstView& condition, const ConstView& a, const ConstView& b,
                      const View& y) = 0;
  /// Reduces x over every axis on which y's length is 1 and x's is not (same rank). The order of
  /// the additions depends on the shape alone. Sums of float32 are accurate to a few ulp.
  virtual void reduce(Reduction r, const ConstView& x, const View& y) = 0;
  /// y (int32, x's shape with axis of length 1) = the first extreme index along axis; NaN wins.
  virtual void arg_reduce(ArgReduction r, const ConstView& x, int axis, const View& y) = 0;
  /// y [..., m, n] = a [..., m, k] . b [..., k, n]; leading axes equal; floats and integers;
  /// strides of any kind (a transposed factor is a view). Beside a bfloat16 factor the other may be
  /// float32, and y bfloat16 or float32: each element of a and b is rounded to bfloat16, the sums
  /// are float32 or wider, and y is rounded once.
  virtual void matmul(const ConstView& a, const ConstView& b, const View& y) = 0;
  /// y [before..., indices..., after...] = x[before..., index, after...] along axis; indices int32
  /// or int64, already checked to be in range.
  virtual void take(const ConstView& x, const ConstView& indices, int axis, const View& y) = 0;
  /// The reverse of take: x[before..., index, after...] += y, in the order of the indices.
  virtual void scatter_add(const ConstView& y, const ConstView& indices, int axis,
                           const View& x) = 0;
  /// y (int32) = the stable order that sorts each run of x along axis; NaN last.
  virtual void argsort(const ConstView& x, int axis, const View& y) = 0;
  /// Fills y (row-major) with numbers that depend on (key, index of the element) alone.
  virtual void random(Distribution distribution, double a, double b, const RandomKey& key,
                      const View& y) = 0;

  // --- fused calls, with defaults ---------------------------------------------------------------
  /// y [rows, out] = activation(x [rows, in] . kernel [in, out] + bias [out]); bias may be null.
  /// For a bfloat16 x: kernel and bias are bfloat16 or float32 (rounded to bfloat16), y is either;
  /// product, bias and activation are computed in float32, and y is rounded once.
  virtual void dense(const ConstView& x, const ConstView& kernel, const ConstView* bias,
                     const FusedActivation& activation, const View& y);
  /// Softmax and its logarithm along axis, the maximum subtracted first. For the 16-bit dtypes
  /// they and the gradient are computed in float32 and rounded once.
  virtual void softmax(const ConstView& x, int axis, const View& y);
  virtual void log_softmax(const ConstView& x, int axis, const View& y);
  /// dx = y * (dy - sum(y * dy)) along axis.
  virtual void softmax_gradient(const ConstView& y, const ConstView& dy, int axis, const View& dx);
  /// loss [rows] = -sum over classes of target * log(p), with p = clip(y / sum(y), epsilon,
  /// 1 - epsilon); y and target [rows, classes].
  virtual void categorical_crossentropy(const ConstView& target, const ConstView& y, float epsilon,
                                        const View& loss);
  /// dy = the gradient of that loss times d_loss [rows]; where p is clipped its slope is 0.
  virtual void categorical_crossentropy_gradient(const ConstView& target, const ConstView& y,
                                                 float epsilon, const ConstView& d_loss,
                                                 const View& dy);
  /// One step of an optimizer on flat, row-major float32 runs of the same length.
  virtual void sgd_step(const SGDStep& step, const View& weight, const ConstView& gradient,
                        const View* velocity);
  virtual void rmsprop_step(const RMSpropStep& step, const View& weight, const ConstView& gradient,
                            const View& velocity, const View* momentum, const View* average);
  virtual void adam_step(const AdamStep& step, const View& weight, const ConstView& gradient,
                         const View& m, const View& v, const View* v_hat);

  /// The plan as one thing to run (compiled_step.h), or null: then the caller does it in the calls
  /// above.
  virtual std::unique_ptr<CompiledStep> compile(const StepPlan& plan);
};

/// The backend of that device; throws DeviceError when it is not there.
Backend& backend_of(Device device);
/// The plain, single-threaded backend that every other one is tested against (CPU memory).
Backend& reference_backend();
/// The backend of a tensor's device.
inline Backend& backend_of(const Tensor& x) { return backend_of(x.device()); }

}  // namespace keratin
