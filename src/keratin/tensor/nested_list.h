// Numbers as they stand in the code, in braces: {{1, 2}, {3, 4}}.
#pragma once
#include <initializer_list>
#include <vector>

#include "keratin/tensor/scalar.h"

namespace keratin {

/// A number, or a list of numbers, lists of numbers, ... as it stands in the code.
class NestedList {
 public:
  NestedList() = default;
  template <Arithmetic T>
  NestedList(T value) : is_number_(true), number_(value) {}  // NOLINT
  NestedList(std::initializer_list<NestedList> list);        // NOLINT

  bool is_number() const { return is_number_; }
  const Scalar& number() const { return number_; }
  const std::vector<NestedList>& list() const { return list_; }

 private:
  bool is_number_ = false;
  Scalar number_ = 0.0;
  std::vector<NestedList> list_;
};

}  // namespace keratin
