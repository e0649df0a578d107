// A tensor that training changes: a shared, named handle, as keras.Variable is.
#pragma once
#include <memory>
#include <string>

#include "keratin/autodiff/variable_watch.h"
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

  /// A variable that has a name but no value yet: a layer fills it when it knows its shape.
  static Variable declared(std::string name);
  /// Gives a declared variable its value, or one that has a value another, of any shape. Values
  /// that were read before keep their elements.
  void fill(Tensor value, bool trainable);

  /// Takes the value away again.
  void clear();

  /// Whether it has a value.
  bool defined() const { return state_ && state_->value.defined(); }
  /// Throws ValueError, which says how it is filled, when there is none.
  const Tensor& value() const {
    if (!defined()) throw_empty();
    return VariableWatch::tell(*this, state_->value);
  }
  operator const Tensor&() const { return value(); }  // NOLINT: implicit on purpose
  /// A part of the value, as of any tensor; assign() changes it.
  Tensor operator[](const Index& index) const { return value()[index]; }
  Tensor operator[](std::initializer_list<Index> indices) const { return value()[indices]; }
  const std::string& name() const;
  const Shape& shape() const { return value().shape(); }
  DType dtype() const { return value().dtype(); }
  bool trainable() const { return state_ && state_->trainable; }
  void set_trainable(bool trainable);

  /// Copies `value` into the variable's memory; throws ShapeError, which names the variable, unless
  /// the shape is the same. Another dtype is converted.
  void assign(const Tensor& value);
  /// The same of the present value plus, or minus, a tensor.
  void assign_add(const Tensor& value);
  void assign_sub(const Tensor& value);
  /// Moves the elements into `storage` at `offset` (elements), on whatever device it is, and looks
  /// there from now on: how a model lays all its parameters into one flat buffer.
  void relocate(const Ref<Storage>& storage, int64_t offset);

  /// "<Variable path=kernel, shape=(2, 3), dtype=float32, value=[[...]]>", as Keras prints it.
  std::string to_string() const;

  bool operator==(const Variable& other) const { return state_ == other.state_; }

 private:
  struct State {
    Tensor value;
    std::string name;
    bool trainable = true;
  };
  [[noreturn]] void throw_empty() const;
  void renew_leaf();

  std::shared_ptr<State> state_;
};

/// While it lives, whoever reads that variable in this thread reads `value` in its place, which may
/// be on the tape.
class StandIn final : public VariableWatch {
 public:
  StandIn(Variable variable, Tensor value)
      : variable_(std::move(variable)), value_(std::move(value)) {}

 private:
  void on_use(const Variable& variable, const Tensor& value) override;
  const Tensor& read(const Variable& variable, const Tensor& value) override;

  const Variable variable_;
  const Tensor value_;
};

}  // namespace keratin
