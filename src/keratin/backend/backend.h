// THE SEAM: all that ops know of a device. A backend runs the calls of calls.h: the primitives are
// pure virtual; the fused calls have defaults that are composed from the primitives, work on every
// backend, and are the oracle that a backend's own version is tested against.
//   backend_of(x).run(SoftmaxCall{.x = x.view(), .axis = axis, .y = y.view()});
#pragma once
#include <memory>

#include "keratin/backend/calls.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

class CompiledStep;
struct StepPlan;

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;
  /// Whose memory it computes on: that of all views of its calls.
  virtual Device device() const { return {}; }

  virtual void run(const CopyCall& call) = 0;
  virtual void run(const FillCall& call) = 0;
  virtual void run(const UnaryCall& call) = 0;
  virtual void run(const UnaryGradientCall& call) = 0;
  virtual void run(const BinaryCall& call) = 0;
  virtual void run(const SelectCall& call) = 0;
  virtual void run(const ReduceCall& call) = 0;
  virtual void run(const ArgReduceCall& call) = 0;
  virtual void run(const MatmulCall& call) = 0;
  virtual void run(const TakeCall& call) = 0;
  virtual void run(const ScatterAddCall& call) = 0;
  virtual void run(const ArgsortCall& call) = 0;
  virtual void run(const RandomCall& call) = 0;
  virtual void run(const UpdateCall& call) = 0;

  virtual void run(const DenseCall& call);
  virtual void run(const SoftmaxCall& call);
  virtual void run(const LogSoftmaxCall& call);
  virtual void run(const SoftmaxGradientCall& call);
  virtual void run(const CategoricalCrossentropyCall& call);
  virtual void run(const CategoricalCrossentropyGradientCall& call);

  /// Whichever call it is.
  void run(const AnyCall& call);

  /// The plan as one thing to run (compiled_step.h), or null: then the caller does it in the calls
  /// above.
  virtual std::unique_ptr<CompiledStep> compile(const StepPlan& plan);
};

/// A backend that does the same with every call: Self has `template <class Call> void every(const
/// Call&)`.
template <class Self>
class EveryCall : public Backend {
 public:
  using Backend::run;
#define KERATIN_RUN(Call) \
  void run(const Call& call) override { static_cast<Self*>(this)->every(call); }
  KERATIN_CALLS(KERATIN_RUN)
#undef KERATIN_RUN
};

/// The backend of that device; throws DeviceError when it is not there.
Backend& backend_of(Device device);
/// The plain, single-threaded backend that every other one is tested against (CPU memory).
Backend& reference_backend();
/// The backend of a tensor's device.
inline Backend& backend_of(const Tensor& x) { return backend_of(x.device()); }

}  // namespace keratin
