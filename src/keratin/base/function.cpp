#include "keratin/base/function.h"

#include "keratin/base/error.h"

namespace keratin {

void throw_empty_function() {
  throw_value_error("an empty function was called", {},
                    "it was made of nothing, or of an empty std::function");
}

}  // namespace keratin
