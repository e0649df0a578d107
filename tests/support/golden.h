// The golden numbers of real Keras in tests/golden, and how close ours must come to them.
#pragma once
#include <string>

#include "keratin/tensor/npy.h"
#include "keratin/tensor/tensor.h"

namespace keratin::testing {

/// tests/golden/FAMILY.npz.
class Golden {
 public:
  explicit Golden(const std::string& family);
  /// Throws std::out_of_range, which names the key, when there is none.
  const Tensor& operator[](const std::string& key) const;

 private:
  std::string family_;
  NamedTensors arrays_;
};

/// Fails, and shows the largest difference and where it is, unless the shapes are the same and
/// every element differs by at most tolerance * max(1, |expected|). NaN equals NaN.
void expect_near(const Tensor& received, const Tensor& expected, double tolerance,
                 const std::string& what = {});

}  // namespace keratin::testing
