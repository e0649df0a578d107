#include "keratin/tensor/index.h"

#include "keratin/tensor/tensor.h"

namespace keratin {

Index::Index(const Tensor& tensor)
    : kind_(Kind::tensor), tensor_(std::make_shared<const Tensor>(tensor)) {}

}  // namespace keratin
