// Checks of the numbers that constructors take. Each throws ValueError, which names the class and
// the argument, unless the number is what the function says.
#pragma once
#include <cstdint>
#include <string_view>

namespace keratin {

/// 0 <= value < 1
void check_share(std::string_view class_name, std::string_view argument, double value);
/// 0 <= value <= 1
void check_fraction(std::string_view class_name, std::string_view argument, double value);
/// A finite number >= 0.
void check_not_negative(std::string_view class_name, std::string_view argument, double value);
/// A finite number > 0.
void check_positive(std::string_view class_name, std::string_view argument, double value);
/// Neither NaN nor infinite.
void check_finite(std::string_view class_name, std::string_view argument, double value);
/// value >= least
void check_at_least(std::string_view class_name, std::string_view argument, int64_t value,
                    int64_t least);

}  // namespace keratin
