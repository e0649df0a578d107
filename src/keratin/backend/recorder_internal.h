// Writes down what a thread asks of a device, while the device does it, or without it.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "keratin/backend/backend.h"
#include "keratin/backend/recording_internal.h"
#include "keratin/backend/redirection_internal.h"
#include "keratin/tensor/host_watch_internal.h"

namespace keratin {

/// As long as it lives, the calls of this thread on that device are recorded. Memory that is given
/// back stays until then, so that each address means one tensor.
class Recorder final : public EveryCall<Recorder>, private Allocator, private HostWatch {
 public:
  /// In a rehearsal the device computes nothing: memory stays as it is, index checks find nothing,
  /// and the first reason to refuse is thrown as Refused.
  enum class Kind : uint8_t { run, rehearsal };
  /// What a rehearsal throws before anything has been read that is not there. No exception of the
  /// program's, which might catch it.
  struct Refused {};

  /// `step` is what random keys of this step say, if it has a number; `where` names the place in
  /// the program for a refusal.
  Recorder(Device device, std::optional<uint64_t> step, std::function<std::string()> where,
           Kind kind = Kind::run);
  ~Recorder() override;

  /// Of this thread; null when nothing is recorded.
  static Recorder* current();

  bool is_rehearsal() const { return kind_ == Kind::rehearsal; }
  /// Memory that will be there, with other elements, when the step runs again.
  void know(const Tensor& x);
  /// The step cannot be run again for a reason of the caller's. Throws Refused in a rehearsal.
  void refuse(const std::string& reason);
  /// Ends the recording; `results` are the tensors that the caller wants from each step, undefined
  /// ones among them. Those from `first_flat` on will lie in one flat buffer.
  Recording finish(const TensorList& results, size_t first_flat = ~size_t{0});

  /// While it lives, calls run without being recorded: what the host decides anew in each step. One
  /// a step. Does nothing where nothing is recorded. In a rehearsal there is nothing for it to do.
  class Pause {
   public:
    Pause();
    ~Pause();
    bool is_of_rehearsal() const { return recorder_ && recorder_->is_rehearsal(); }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Recorder* recorder_;
  };

  const char* name() const override { return "recorder"; }
  Device device() const override { return device_; }
  template <class Call>
  void every(const Call& call);
  void upload(const void* from, const View& y) override;
  void download(const ConstView& x, void* to) override;
  void synchronize() override { inner_.synchronize(); }
  std::unique_ptr<CompiledStep> compile(const StepPlan& plan) override;

 private:
  using Address = const std::byte*;

  /// Memory that has been met, by where it begins.
  struct Range {
    size_t bytes = 0;
    Place::Kind kind = Place::Kind::block;
    bool is_outside = false;       // known, but no more than that: a tensor of the program's
    bool is_written = false;       // by a recorded call
    bool is_host_written = false;  // before all calls
    bool is_foreign = false;       // by a call that was not recorded
    bool is_aside = false;         // made in a pause
    int index = -1;                // in the recording, once a call has met it
    size_t check = 0;              // of a RangeCheckCall's answer: its call, + 1
    Ref<Storage> storage = {};     // of what is known
  };
  enum class Use : uint8_t { read, written, changed };

  void* allocate(size_t bytes) override;
  void release(void* memory, size_t bytes) noexcept override;
  void on_host_read(const Tensor& x) override;
  void on_host_write(const Tensor& x) override;
  void on_view(const Tensor& x) override;

  template <class Call>
  void note(Call call);
  Place place_of(const ConstView& view, Use use);
  Place place_of_constant(const ConstView& view);
  std::pair<Address, Range*> find(const void* data);
  int index_of(Range& range);
  int add_constant(Address begin, size_t bytes);
  void note_foreign(const View& view);
  bool keeps_tensors(const TensorList& results) const;
  /// Whether the step has put something there that the host would now read or overwrite.
  bool is_of_step(const void* data);
  void refuse_host(const char* action);

  const Device device_;
  const std::optional<uint64_t> step_;
  const std::function<std::string()> where_;
  const Kind kind_;
  Backend& inner_;
  Allocator& memory_;
  std::map<Address, Range> ranges_;
  std::map<std::pair<Address, size_t>, int> unnamed_;  // the constants that are in no block
  std::vector<std::pair<void*, size_t>> released_;
  Recording recording_;
  bool is_inside_ = false;  // of a call that asks for calls itself
  bool is_paused_ = false;
  Redirection redirection_;  // last: all else is there when it begins
};

}  // namespace keratin
