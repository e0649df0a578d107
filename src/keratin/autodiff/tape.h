// The tape: a value knows the values that it was computed from and one closure that takes its
// gradient back to them. Nothing is recorded unless a Variable or a watched tensor is involved.
#pragma once
#include <array>
#include <concepts>
#include <initializer_list>
#include <utility>
#include <vector>

#include "keratin/autodiff/saved.h"  // IWYU pragma: export
#include "keratin/autodiff/variable.h"
#include "keratin/base/memory.h"
#include "keratin/tensor/tensors.h"

namespace keratin {

/// Gradients for the inputs of one operation, in their order; an undefined tensor means none.
class Gradients {
 public:
  Gradients(std::initializer_list<Tensor> list) : list_(list) {}
  explicit Gradients(TensorList list) : list_(std::move(list)) {}
  TensorList& list() { return list_; }

 private:
  TensorList list_;
};

/// Which inputs of an operation want a gradient: wanted[i]. Saves the product that the first layer
/// of a network would compute for its data.
class Wanted {
 public:
  explicit Wanted(const std::vector<bool, RecycledAllocator<bool>>& flags) : flags_(&flags) {}
  bool operator[](size_t i) const { return (*flags_)[i]; }

 private:
  const std::vector<bool, RecycledAllocator<bool>>* flags_;
};

/// One recorded operation, or a leaf (a Variable's value, a watched tensor).
class Node : public RefCounted {
 public:
  Node(const char* operation, const Shape& shape, DType dtype);
  ~Node() override;
  virtual Gradients backward(const Tensor& dy, Wanted wanted) const;
  /// Of a value that is a part of its only input: the same part of dx, a gradient of that input, to
  /// which dy is added.
  virtual Tensor part_of(const Tensor& dx) const;

  const char* operation;
  Shape shape;  // of the value, which is what its gradient must have
  DType dtype;
  bool is_part = false;  // has part_of, no backward
  uint64_t id;           // later values have larger numbers
  uint64_t writes = 0;   // of a Variable: how often its elements, and no others, were assigned
  std::vector<Ref<Node>, RecycledAllocator<Ref<Node>>> inputs;  // empty Ref: no gradient wanted
};

/// A node with its closure inside: no std::function, one allocation from the recycler.
template <class Closure>
class OperationNode final : public Node {
 public:
  OperationNode(const char* name, const Tensor& y, Closure closure)
      : Node(name, y.shape(), y.dtype()), closure_(std::move(closure)) {}
  Gradients backward(const Tensor& dy, Wanted wanted) const override {
    if constexpr (std::invocable<const Closure&, const Tensor&, Wanted>) {
      return closure_(dy, wanted);
    } else {
      return closure_(dy);
    }
  }

 private:
  Closure closure_;
};

/// A part of a tensor, whose gradient is added into that part of the tensor's: a hundred slices of
/// one tensor cost as much as one.
template <class Closure>
class PartNode final : public Node {
 public:
  PartNode(const char* name, const Tensor& y, Closure closure)
      : Node(name, y.shape(), y.dtype()), closure_(std::move(closure)) {
    is_part = true;
  }
  Tensor part_of(const Tensor& dx) const override { return closure_(dx); }

 private:
  Closure closure_;
};

/// Whether any of the tensors carries a record and recording is on in this thread.
bool wants_record(std::initializer_list<const Tensor*> inputs);
bool wants_record(const std::vector<Tensor>& inputs);
void attach(Tensor& y, Ref<Node> node, std::initializer_list<const Tensor*> inputs);
void attach(Tensor& y, Ref<Node> node, const std::vector<Tensor>& inputs);

/// Notes that y was computed from the inputs. `closure` takes dy (y's shape and dtype), and
/// optionally Wanted, to the Gradients of the inputs; it must not capture y itself, only
/// y.detach(), or the record would own itself.
template <class Closure>
Tensor record(const char* operation, Tensor y, std::initializer_list<const Tensor*> inputs,
              Closure closure) {
  if (wants_record(inputs)) {
    attach(y, Ref<Node>(new OperationNode<Closure>(operation, y, std::move(closure))), inputs);
  }
  return y;
}
template <class Closure>
Tensor record(const char* operation, Tensor y, const std::vector<Tensor>& inputs, Closure closure) {
  if (wants_record(inputs)) {
    attach(y, Ref<Node>(new OperationNode<Closure>(operation, y, std::move(closure))), inputs);
  }
  return y;
}

/// Notes that y is a part of x, each element once. `closure` takes a tensor of x's shape, whose
/// strides may be others, to its part, a view.
template <class Closure>
Tensor record_part(const char* operation, Tensor y, const Tensor& x, Closure closure) {
  if (wants_record({&x})) {
    attach(y, Ref<Node>(new PartNode<Closure>(operation, y, std::move(closure))), {&x});
  }
  return y;
}

/// The gradients of a scalar `loss` (any floating dtype) with respect to each variable, in order,
/// with the variable's shape and dtype; zeros for a variable that the loss does not depend on.
/// Throws ShapeError unless loss has one element, ValueError when nothing was recorded.
std::vector<Tensor> gradients(const Tensor& loss, const std::vector<Variable>& variables);
/// The same for tensors that were `watch`ed or computed on the way.
std::vector<Tensor> gradients(const Tensor& loss, std::initializer_list<Tensor> tensors);
/// The same into an existing list, whose memory is reused.
void gradients_into(const Tensor& loss, const std::vector<Variable>& variables, TensorList& out);
/// The same for tensors; those that the loss does not depend on get an undefined gradient.
void gradients_into(const Tensor& loss, const TensorList& tensors, TensorList& out);

/// The same elements as a leaf of the tape, so that gradients can be asked for it.
Tensor watch(const Tensor& x);

/// Whether operations in this thread are recorded; not while a NoGradient lives.
bool records_gradients();

/// While one of these lives, nothing is recorded in this thread.
class NoGradient {
 public:
  NoGradient();
  ~NoGradient();
  NoGradient(const NoGradient&) = delete;
  NoGradient& operator=(const NoGradient&) = delete;

 private:
  bool before_;
};

}  // namespace keratin
