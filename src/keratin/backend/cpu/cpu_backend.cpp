#include "keratin/backend/cpu/cpu_backend.h"

#include "keratin/backend/reference.h"

namespace keratin {
namespace {

class CpuBackend final : public ReferenceBackend {
 public:
  const char* name() const override { return "cpu"; }
};

}  // namespace

Backend& cpu_backend() {
  static CpuBackend backend;
  return backend;
}

}  // namespace keratin
