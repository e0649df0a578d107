// Who wants to hear which variables a program makes and uses.
#pragma once

namespace keratin {

class Tensor;
class Variable;

/// While it lives, it hears of each use of a variable's value in this thread, and of each variable
/// before it gets its first value; the innermost one alone.
class VariableWatch {
 public:
  VariableWatch() : outer_(current_) { current_ = this; }
  virtual ~VariableWatch() { current_ = outer_; }
  VariableWatch(const VariableWatch&) = delete;
  VariableWatch& operator=(const VariableWatch&) = delete;

  virtual void on_use(const Variable& variable, const Tensor& value) = 0;
  /// What the use reads; `value`, unless something stands in its place.
  virtual const Tensor& read(const Variable& variable, const Tensor& value) {
    on_use(variable, value);
    return value;
  }
  virtual void on_make() {
    if (outer_) outer_->on_make();
  }

  static const Tensor& tell(const Variable& variable, const Tensor& value) {
    if (current_) [[unlikely]]
      return current_->read(variable, value);
    return value;
  }
  static void tell_made() {
    if (current_) [[unlikely]] {
      current_->on_make();
    }
  }

 protected:
  VariableWatch* outer() const { return outer_; }

 private:
  static constinit thread_local VariableWatch* current_;
  VariableWatch* const outer_;
};

}  // namespace keratin
