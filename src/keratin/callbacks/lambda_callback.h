// A callback made of functions on the spot.
#pragma once
#include "keratin/base/function.h"
#include "keratin/callbacks/callback.h"

namespace keratin::callbacks {

struct LambdaCallbackOptions {
  Function<void(int64_t epoch)> on_epoch_begin = {};
  Function<void(int64_t epoch, const Logs& logs)> on_epoch_end = {};
  Function<void()> on_train_begin = {};
  Function<void(const Logs& logs)> on_train_end = {};
  Function<void(int64_t batch)> on_train_batch_begin = {};
  Function<void(int64_t batch, const Logs& logs)> on_train_batch_end = {};
};

/// Calls the functions that were given:
///   callbacks::LambdaCallback({.on_epoch_end = [](int64_t epoch, const Logs& logs) { ... }})
class LambdaCallback final : public Callback {
 public:
  explicit LambdaCallback(LambdaCallbackOptions options);

  void on_epoch_begin(int64_t epoch) override;
  void on_epoch_end(int64_t epoch, Logs& logs) override;
  void on_train_begin() override;
  void on_train_end(const Logs& logs) override;
  void on_train_batch_begin(int64_t batch) override;
  void on_train_batch_end(int64_t batch, const Logs& logs) override;
  bool looks_at_batches() const override;

 private:
  LambdaCallbackOptions options_;
};

}  // namespace keratin::callbacks
