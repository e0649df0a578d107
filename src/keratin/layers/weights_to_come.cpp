#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/weights_to_come_internal.h"

namespace keratin::layers {

constinit thread_local WeightsToCome* WeightsToCome::current_ = nullptr;

WeightsToCome::WeightsToCome(uint64_t bytes, std::string limit)
    : outer_(current_), left_(bytes), all_(bytes), limit_(std::move(limit)) {
  current_ = this;
}
WeightsToCome::~WeightsToCome() { current_ = outer_; }

Tensor WeightsToCome::room(std::string_view layer, std::string_view weight, const Shape& shape,
                           DType dtype) {
  WeightsToCome& here = *current_;
  const auto bytes = static_cast<uint64_t>(shape.size()) * itemsize_of(dtype);
  if (static_cast<uint64_t>(shape.size()) > here.left_ / itemsize_of(dtype)) {
    throw_value_error(
        text("the weight '", weight, "' of ", layer, " would take ",
             readable_size(static_cast<double>(bytes)), ", which is more than is allowed"),
        {{"shape", text(shape)},
         {"limit", text(readable_size(static_cast<double>(here.all_)), ", ", here.limit_)}});
  }
  here.left_ -= bytes;
  return {shape, dtype};
}

}  // namespace keratin::layers
