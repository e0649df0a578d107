// The hooks that fit, evaluate and predict call on the way.
#pragma once
#include "keratin/base/config.h"
#include "keratin/callbacks/logs.h"
#include "keratin/callbacks/trainable.h"

namespace keratin::callbacks {

/// What fit was asked for.
struct Params {
  int verbose = 1;
  int64_t epochs = 1;
  int64_t steps = 0;  // batches in an epoch; -1: not known before it ends
};

/// What a callback has gathered; no number or tensor of it changes afterwards.
struct CallbackState {
  Config config = {};
  std::vector<Tensor> tensors = {};
};

/// Base of all callbacks; every hook does nothing unless overridden. Epochs and batches count
/// from 0. Logs of batches are running means since the start of the epoch.
class Callback {
 public:
  virtual ~Callback() = default;

  virtual void on_train_begin() {}
  virtual void on_train_end(const Logs&) {}
  virtual void on_epoch_begin(int64_t /*epoch*/) {}
  /// May add to the logs, before History keeps them: override the one with Logs&, or, to read them,
  /// the one with const Logs&.
  virtual void on_epoch_end(int64_t epoch, Logs& logs) {
    on_epoch_end(epoch, static_cast<const Logs&>(logs));
  }
  virtual void on_epoch_end(int64_t /*epoch*/, const Logs&) {}
  virtual void on_train_batch_begin(int64_t /*batch*/) {}
  virtual void on_train_batch_end(int64_t /*batch*/, const Logs&) {}
  virtual void on_test_begin() {}
  virtual void on_test_end(const Logs&) {}
  virtual void on_test_batch_begin(int64_t /*batch*/) {}
  virtual void on_test_batch_end(int64_t /*batch*/, const Logs&) {}
  virtual void on_predict_begin() {}
  virtual void on_predict_end() {}
  virtual void on_predict_batch_begin(int64_t /*batch*/) {}
  virtual void on_predict_batch_end(int64_t /*batch*/) {}

  /// Whether on_train_batch_begin or on_train_batch_end, where overridden, may look at the weights
  /// of the model or change them. Where no callback does, fit keeps weights in the layout that it
  /// trains quickest with until the epoch ends.
  virtual bool looks_at_batches() const { return true; }
  /// False where the hooks of training batches, though overridden, do nothing in this object; then
  /// no step waits for its logs.
  virtual bool has_batch_hooks() const { return true; }

  /// What it has gathered since training began, and what it goes on from: BackupAndRestore keeps
  /// it, so that a training that was interrupted goes on as if it had not been.
  virtual CallbackState state() const { return {}; }
  virtual void set_state(const CallbackState& /*state*/) {}

  /// The model that calls; set before the first hook, valid while fit, evaluate or predict runs.
  void set_model(Trainable* model) { model_ = model; }
  void set_params(const Params& params) { params_ = params; }
  /// Throws ValueError before that.
  Trainable& model() const {
    if (!model_) throw_without_model();
    return *model_;
  }
  const Params& params() const { return params_; }

 private:
  [[noreturn]] static void throw_without_model();

  Trainable* model_ = nullptr;
  Params params_;
};

}  // namespace keratin::callbacks

namespace keratin {
using callbacks::Callback;  ///< to derive from
}
