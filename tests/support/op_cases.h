// Every operation of ops/*.h on small inputs, for the tests that run all of them on some device.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::testing {

struct OpCase {
  std::string name;  // of the function in ops/*.h, and what is special after a space
  std::vector<Tensor> inputs;
  std::function<std::vector<Tensor>(const std::vector<Tensor>&)> run;
  /// Whether the result's shape depends on elements of the inputs, so that nothing symbolic has it.
  bool needs_values = false;

  /// `name` up to the space.
  std::string function() const { return name.substr(0, name.find(' ')); }
};

std::vector<OpCase> op_cases();

}  // namespace keratin::testing
