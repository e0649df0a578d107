// Checks of the numbers that optimizers take.
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/optimizers/arguments_internal.h"

namespace keratin::optimizers {
namespace {

[[noreturn]] void refuse(std::string_view class_name, std::string_view argument,
                         std::string_view rule, double value) {
  throw_value_error(text(argument, " of ", class_name, " ", rule, ", but got ", value));
}

}  // namespace

void check_share(std::string_view class_name, std::string_view argument, double value) {
  if (!(value >= 0 && value < 1)) refuse(class_name, argument, "lies in [0, 1)", value);
}

void check_fraction(std::string_view class_name, std::string_view argument, double value) {
  if (!(value >= 0 && value <= 1)) refuse(class_name, argument, "lies in [0, 1]", value);
}

void check_not_negative(std::string_view class_name, std::string_view argument, double value) {
  const bool is_right = std::isfinite(value) && value >= 0;
  if (!is_right) refuse(class_name, argument, "is a number >= 0", value);
}

}  // namespace keratin::optimizers
