#include "keratin/tensor/device.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

const char* name_of(Device::Type type) {
  switch (type) {
    case Device::Type::cpu: return "cpu";
    case Device::Type::gpu: return "gpu";
    case Device::Type::meta: break;
  }
  return "meta";
}

}  // namespace

std::string Device::to_string() const { return text(name_of(type), ":", index); }

Device common_device(const char* operation, Device a, Device b) {
  if (a == b || a == kMeta || b == Device{}) return a;
  if (b == kMeta || a == Device{}) return b;
  throw_device_error(text(operation, ": the tensors live on two devices"),
                     {{"first", a.to_string()}, {"second", b.to_string()}});
}

}  // namespace keratin
