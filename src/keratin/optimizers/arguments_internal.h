// Checks of the numbers that optimizers take.
#pragma once
#include <string_view>

namespace keratin::optimizers {

/// Throws ValueError, which names class and argument, unless 0 <= value < 1.
void check_share(std::string_view class_name, std::string_view argument, double value);
/// Unless 0 <= value <= 1.
void check_fraction(std::string_view class_name, std::string_view argument, double value);
/// Unless it is a finite number >= 0.
void check_not_negative(std::string_view class_name, std::string_view argument, double value);

}  // namespace keratin::optimizers
