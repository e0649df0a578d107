// A tensor that training changes: a shared, named handle, as keras.Variable is.
#pragma once
#include <memory>
#include <string>

#include "keratin/tensor/tensor.h"

namespace keratin {

struct VariableOptions {
  std::string name = "variable";
  bool trainable = true;
};

/// Copies of a Variable are the same variable. Using it where a tensor is expected reads its value
/// and, if it is trainable, records the use on the tape.
class Variable {
 public:
  /// No variable at all: defined() is false.
  Variable() = default;
  explicit Variable(const Tensor& initial_value, VariableOptions options = {});

  bool defined() const { return static_cast<bool>(state_); }
  const Tensor& value() const { return state_->value; }
  operator const Tensor&() const { return state_->value; }  // NOLINT: implicit on purpose
  const std::string& name() const { return state_->name; }
  const Shape& shape() const { return state_->value.shape(); }
  DType dtype() const { return state_->value.dtype(); }
  bool trainable() const { return state_->trainable; }
  void set_trainable(bool trainable);

  /// Copies `value` into the variable's memory; throws ShapeError, which names the variable, unless
  /// the shape is the same. Another dtype is converted.
  void assign(const Tensor& value);
  /// Moves the elements into `storage` at `offset` (elements), on whatever device it is, and looks
  /// there from now on: how a model lays all its parameters into one flat buffer.
  void relocate(const Ref<Storage>& storage, int64_t offset);

  bool operator==(const Variable& other) const { return state_ == other.state_; }

 private:
  struct State {
    Tensor value;
    std::string name;
    bool trainable;
  };
  void renew_leaf();

  std::shared_ptr<State> state_;
};

}  // namespace keratin
