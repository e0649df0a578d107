// What the recurrent layers do to their arguments.
#include "keratin/layers/rnn/recurrence_arguments_internal.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {

void check_cudnn(const char* layer, const ConfigValue& use_cudnn) {
  if (use_cudnn.is_bool() && !use_cudnn.as_bool()) return;
  if (use_cudnn.is_string() && use_cudnn.as_string() == "auto") return;
  if (use_cudnn.is_bool()) {
    throw_value_error(text(layer,
                           ": use_cudnn=True was specified, but cuDNN is not supported on this "
                           "device. Pass use_cudnn='auto' to fallback to a non-cuDNN "
                           "implementation."));
  }
  throw_value_error(text(layer,
                         ": Invalid valid received for argument `use_cudnn`. Expected one of "
                         "{'auto', True, False}. Received: use_cudnn=",
                         use_cudnn.to_string()));
}

}  // namespace keratin::layers
