#include "keratin/tensor/index.h"

#include "keratin/base/error.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

Index::Index(const Tensor& tensor)
    : kind_(Kind::tensor), tensor_(std::make_shared<const Tensor>(tensor)) {}

void Index::throw_too_large() {
  throw_value_error("an index is larger than the largest int64, so it is out of bounds");
}

}  // namespace keratin
