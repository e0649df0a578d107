// Ends the training as soon as the loss is no number any more.
#pragma once
#include "keratin/callbacks/callback.h"

namespace keratin::callbacks {

struct TerminateOnNaNOptions {
  bool raise_error = false;  // throw ValueError instead of ending fit
};

class TerminateOnNaN final : public Callback {
 public:
  explicit TerminateOnNaN(TerminateOnNaNOptions options = {}) : options_(options) {}
  void on_train_batch_end(int64_t batch, const Logs& logs) override;
  bool looks_at_batches() const override { return false; }

 private:
  TerminateOnNaNOptions options_;
};

}  // namespace keratin::callbacks
