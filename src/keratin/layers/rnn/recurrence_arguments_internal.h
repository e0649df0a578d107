// What the recurrent layers do to their arguments.
#pragma once
#include "keratin/base/config.h"
#include "keratin/tensor/shape.h"

namespace keratin::layers {

/// batch_shape says input_shape too.
template <class Options>
Options with_input_shape(Options options) {
  if (!options.batch_shape.empty()) options.input_shape = options.batch_shape.tail();
  return options;
}
/// Throws ValueError for anything but "auto" and false.
void check_cudnn(const char* layer, const ConfigValue& use_cudnn);

}  // namespace keratin::layers
