#include "keratin/autodiff/saved.h"

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Saved::Saved(const char* operation, const Tensor& x) : x_(x.detach()), operation_(operation) {
  // A Variable lies beside others in one block: its assignments are counted in its leaf.
  if (x.node() && !x.is_symbolic() && static_cast<const Node*>(x.node().get())->inputs.empty()) {
    leaf_ = x.node();
  }
  version_ = version();
}

uint64_t Saved::version() const {
  if (!x_.defined()) return 0;
  return x_.storage()->writes() + (leaf_ ? static_cast<const Node*>(leaf_.get())->writes : 0);
}

void Saved::throw_changed() const {
  throw_value_error(text("the gradient of ", operation_,
                         " needs a tensor that has been written to since it was used"),
                    {{"tensor", describe(x_)}},
                    "take the gradients before it changes, or use a copy() of it");
}

}  // namespace keratin
