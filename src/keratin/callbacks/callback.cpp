#include "keratin/callbacks/callback.h"

#include "keratin/base/error.h"

namespace keratin::callbacks {

void Callback::throw_without_model() {
  throw_value_error(
      "this callback has no model yet", {},
      "fit, evaluate and predict give it theirs before the first hook; set_model() does too");
}

}  // namespace keratin::callbacks
