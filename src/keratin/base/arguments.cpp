// Checks of the numbers that constructors take.
#include <cmath>

#include "keratin/base/arguments_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

template <class Number>
[[noreturn]] void refuse_number(std::string_view class_name, std::string_view argument,
                                std::string_view rule, Number value) {
  throw_value_error(text(argument, " of ", class_name, " ", rule, ", but got ", value));
}

}  // namespace

void check_share(std::string_view class_name, std::string_view argument, double value) {
  if (!(value >= 0 && value < 1)) refuse_number(class_name, argument, "lies in [0, 1)", value);
}

void check_fraction(std::string_view class_name, std::string_view argument, double value) {
  if (!(value >= 0 && value <= 1)) refuse_number(class_name, argument, "lies in [0, 1]", value);
}

void check_not_negative(std::string_view class_name, std::string_view argument, double value) {
  const bool is_right = std::isfinite(value) && value >= 0;
  if (!is_right) refuse_number(class_name, argument, "is a number >= 0", value);
}

void check_positive(std::string_view class_name, std::string_view argument, double value) {
  const bool is_right = std::isfinite(value) && value > 0;
  if (!is_right) refuse_number(class_name, argument, "is a number > 0", value);
}

void check_finite(std::string_view class_name, std::string_view argument, double value) {
  if (!std::isfinite(value)) refuse_number(class_name, argument, "is a finite number", value);
}

void check_at_least(std::string_view class_name, std::string_view argument, int64_t value,
                    int64_t least) {
  if (value < least) refuse_number(class_name, argument, text("is at least ", least), value);
}

}  // namespace keratin
