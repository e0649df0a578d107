// A list of tensors: what a layer with several inputs or outputs takes and gives.
#pragma once
#include <initializer_list>
#include <vector>

#include "keratin/base/memory.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

using TensorList = std::vector<Tensor, RecycledAllocator<Tensor>>;

class Tensors {
 public:
  Tensors() = default;
  Tensors(Tensor x) { list_.push_back(std::move(x)); }  // NOLINT: implicit on purpose
  Tensors(std::initializer_list<Tensor> list);          // NOLINT
  Tensors(const std::vector<Tensor>& list);             // NOLINT

  size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  const Tensor& operator[](size_t i) const { return list_[i]; }
  Tensor& operator[](size_t i) { return list_[i]; }
  const Tensor& front() const { return list_.front(); }
  const Tensor& back() const { return list_.back(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  auto begin() { return list_.begin(); }
  auto end() { return list_.end(); }
  void push_back(Tensor x) { list_.push_back(std::move(x)); }
  void reserve(size_t n) { list_.reserve(n); }
  void clear() { list_.clear(); }
  std::vector<Tensor> to_vector() const;

 private:
  TensorList list_;
};

/// The shapes of several inputs; {32, 784} is one shape, {{32, 784}, {32, 10}} are two.
class Shapes {
 public:
  Shapes() = default;
  Shapes(const Shape& shape);                      // NOLINT: implicit
  Shapes(std::initializer_list<int64_t> lengths);  // NOLINT
  Shapes(std::initializer_list<Length> lengths);   // NOLINT
  Shapes(std::initializer_list<Shape> shapes);     // NOLINT
  Shapes(std::vector<Shape> shapes);               // NOLINT

  size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  const Shape& operator[](size_t i) const { return list_[i]; }
  Shape& operator[](size_t i) { return list_[i]; }
  const Shape& front() const { return list_.front(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  void push_back(const Shape& shape);
  bool operator==(const Shapes& other) const;
  /// "(32, 784)" for one, "[(32, 784), (32, 10)]" for several.
  std::string to_string() const;

 private:
  std::vector<Shape> list_;
};

/// The shapes of all of them.
Shapes shapes_of(const Tensors& tensors);

/// Which elements of x count, as a layer said (Embedding with mask_zero, Masking): bool, x's shape
/// without the features. Undefined when nobody said.
Tensor mask_of(const Tensor& x);
/// Lets a mask ride on x, and on its copies, but not on what is computed from it. An undefined mask
/// takes it away.
void set_mask(const Tensor& x, const Tensor& mask);

}  // namespace keratin
