// What callbacks may do with the model that calls them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

class Trainable {
 public:
  virtual ~Trainable() = default;
  virtual std::vector<Tensor> get_weights() const = 0;
  virtual void set_weights(const std::vector<Tensor>& values) = 0;
  /// The whole model, and its weights alone, as files; see Model::save.
  virtual void save(const std::string& path) const = 0;
  virtual void save_weights(const std::string& path) const = 0;
  virtual void load_weights(const std::string& path) = 0;
  /// While fit runs: writes all that it needs to go on exactly as it would have (weights,
  /// optimizer, random streams, History, the callbacks' state(), and where it stands), once the
  /// hooks at hand have run for all callbacks. Throws ValueError when no fit runs, and FileError
  /// for what cannot be written.
  virtual void back_up(const std::string& path) = 0;
  /// In on_train_begin: fit goes on where that file was written. Throws ValueError when no fit
  /// runs, and FileError, with nothing changed, for a file of something else.
  virtual void go_on_from(const std::string& path) = 0;
  /// Whether Ctrl-C ends the fit that runs: its last epoch is not whole.
  virtual bool is_interrupted() const { return false; }
  virtual double learning_rate() const = 0;
  virtual void set_learning_rate(double learning_rate) = 0;
  /// +1 when a larger value of that log is better, -1 when a smaller one is, 0 when unknown.
  virtual int direction_of(std::string_view log) const = 0;

  /// Set it to true, at any time, and fit ends after the batch or epoch at hand.
  bool stop_training = false;
};

}  // namespace keratin
