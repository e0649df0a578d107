// Runs a recorded step again: the calls one after the other in memory that was planned for them,
// without tape, layers or allocation.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "keratin/backend/backend.h"
#include "keratin/backend/recording_internal.h"
#include "keratin/base/function_ref.h"

namespace keratin {

class Replay {
 public:
  /// Ready to run on the device; null, and `why`, when the recording cannot be run again. What does
  /// not depend on the step's inputs or variables is computed here, once.
  static std::unique_ptr<Replay> make(const Recording& recording, Device device, std::string& why);

  /// One step: `at_pause` where the host has something to do. Checks come first: false when one
  /// fails, and then nothing has been changed. Allocates nothing itself.
  bool run(std::optional<uint64_t> step, FunctionRef<void()> at_pause);
  /// What the step leaves behind, in the order of Recorder::finish, until the next one.
  const TensorList& results() const { return results_; }

  size_t calls() const { return steps_.size(); }
  /// Memory of the step's own, and what it would be if no tensor's were used twice.
  size_t bytes() const { return bytes_; }
  size_t bytes_asked() const { return bytes_asked_; }

 private:
  struct Parts;

  void place_memory(Parts& parts, Device device);
  void add_initial_values(const Parts& parts);
  void add_calls(const Parts& parts);

  void run_until(size_t end);

  Backend* backend_ = nullptr;
  std::vector<AnyCall> steps_;
  size_t next_ = 0;  // in the step that runs
  /// Where elementwise calls begin that go by rows, and how many they are; else 0.
  std::vector<size_t> together_;
  std::vector<size_t> of_step_;  // calls whose random key counts steps
  std::vector<size_t> checks_;   // in front
  size_t pause_ = Recording::kNoPause;
  TensorList results_;
  std::vector<Ref<Storage>> memory_;  // of the views: the step's own, constants, inputs, variables
  size_t bytes_ = 0, bytes_asked_ = 0;
};

}  // namespace keratin
