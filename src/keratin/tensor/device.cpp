#include "keratin/tensor/device.h"

#include "keratin/base/text.h"

namespace keratin {

std::string Device::to_string() const { return text(type == Type::cpu ? "cpu:" : "gpu:", index); }

}  // namespace keratin
