// An argument that is one number for all channels, or a list with one for each.
#pragma once
#include <initializer_list>
#include <utility>
#include <vector>

#include "keratin/base/config.h"

namespace keratin {

/// A number, or one for each entry of the last axis: .scale = {0.5, 0.25, 2.0}.
class ChannelNumbers {
 public:
  ChannelNumbers(double number) : list_{number} {}  // NOLINT: all
  ChannelNumbers(std::initializer_list<double> list) : list_(list), is_list_(true) {}   // NOLINT
  ChannelNumbers(std::vector<double> list) : list_(std::move(list)), is_list_(true) {}  // NOLINT

  bool is_list() const { return is_list_; }
  const std::vector<double>& list() const { return list_; }
  /// Throws ValueError for a list.
  double number() const;

 private:
  std::vector<double> list_;
  bool is_list_ = false;
};

ConfigValue to_value(const ChannelNumbers& x);
void from_value(const ConfigValue& value, ChannelNumbers& x);

}  // namespace keratin
