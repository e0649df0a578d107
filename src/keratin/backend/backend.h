// THE SEAM: all that ops know of a device. A backend runs the calls of calls.h: the primitives are
// pure virtual; the fused calls have defaults that are composed from the primitives, work on every
// backend, and are the oracle that a backend's own version is tested against.
//   backend_of(x).run(SoftmaxCall{.x = x.view(), .axis = axis, .y = y.view()});
#pragma once
#include <memory>
#include <span>

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

#define KERATIN_RUN(Call) virtual void run(const Call& call) = 0;
  KERATIN_PRIMITIVE_CALLS(KERATIN_RUN)
#undef KERATIN_RUN
#define KERATIN_RUN(Call) virtual void run(const Call& call);
  KERATIN_FUSED_CALLS(KERATIN_RUN)
#undef KERATIN_RUN

  /// Whichever call it is.
  void run(const AnyCall& call);
  /// Elementwise calls on views of one shape, in which a row depends on nothing but the same row of
  /// the calls before: one after the other, or all of them for some rows at a time. A normalization
  /// of such rows may be the first of them, the gradient of one the last.
  virtual void run_by_rows(std::span<const AnyCall> calls);

  /// y, which is row-major, = the elements at `from` in host memory; they are there on return.
  virtual void upload(const void* from, const View& y) = 0;
  /// The elements of x, which is row-major, to `to` in host memory; they are there on return.
  virtual void download(const ConstView& x, void* to) = 0;
  /// Waits until all calls so far are done.
  virtual void synchronize() {}

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
