// What x[...] gives where x can be changed: the part of x as a tensor, and NumPy's assignment to
// it.
#pragma once
#include <memory>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// x[0] = 5, x[x > 3] = 0, x[{0, slice(1, 3)}] += row change x's elements, with broadcasting and a
/// cast to x's dtype, as Tensor::set does, and throw what that throws. Kept under a name it is a
/// tensor like any other: `auto row = x[0]; row = y;` lets the name stand for y.
class TensorItem : public Tensor {
 public:
  TensorItem(const TensorItem&) = default;
  TensorItem(TensorItem&&) noexcept = default;
  ~TensorItem() = default;

  TensorItem& operator=(const TensorItem&) & = default;
  TensorItem& operator=(const Tensor& value) &;
  TensorItem&& operator=(const TensorItem& value) && { return std::move(*this).assign(value); }
  TensorItem&& operator=(const Tensor& value) && { return std::move(*this).assign(value); }
  TensorItem&& operator=(Scalar value) &&;
  TensorItem&& operator=(std::initializer_list<NestedList> values) && {
    return std::move(*this).assign(Tensor(values));
  }

  // The sum goes back into x. Throws DTypeError when it is a float and x holds integers.
  TensorItem&& operator+=(const Tensor& value) &&;
  TensorItem&& operator-=(const Tensor& value) &&;
  TensorItem&& operator*=(const Tensor& value) &&;
  TensorItem&& operator/=(const Tensor& value) &&;
  TensorItem&& operator+=(Scalar value) &&;
  TensorItem&& operator-=(Scalar value) &&;
  TensorItem&& operator*=(Scalar value) &&;
  TensorItem&& operator/=(Scalar value) &&;

  /// Parts of the part. Of a copy, which x[mask] and x[indices] are, they can be read only.
  TensorItem operator[](const Index& index);
  TensorItem operator[](std::initializer_list<Index> indices);
  Tensor operator[](const Index& index) const { return Tensor::operator[](index); }
  Tensor operator[](std::initializer_list<Index> indices) const {
    return Tensor::operator[](indices);
  }

 private:
  friend class Tensor;
  /// Where a part lies that is no view: the elements of `x` at `indices`.
  struct Place {
    Tensor x;
    std::vector<Index> indices;
  };
  TensorItem(Tensor x, const std::vector<Index>& indices);

  TensorItem&& assign(const Tensor& value) &&;
  TensorItem&& assign_result(const Tensor& value) &&;

  std::shared_ptr<Place> place_;  // null for a view
  bool is_of_copy_ = false;       // whether writing to it would change nothing that anybody sees
};

}  // namespace keratin
