// How arguments with a part for each spatial axis stand in configurations.
#include "keratin/layers/per_axis.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {
namespace {

constexpr std::string_view kOnePair = "a whole number, or a pair of them";

ConfigValue pair_value(const Margin& margin) {
  return ConfigValue::List{margin.before, margin.after};
}

Margin margin_of(const ConfigValue& value) {
  if (value.is_number()) return value.as_integer();
  if (!value.is_list() || value.as_list().size() != 2) {
    throw_value_error(text("expected ", kOnePair, ", received ", value.to_string()));
  }
  return {value.as_list()[0].as_integer(), value.as_list()[1].as_integer()};
}

}  // namespace

std::string margins_text(std::span<const Margin> margins) {
  std::string list;
  for (const Margin& margin : margins) {
    if (!list.empty()) list += ", ";
    list += text("(", margin.before, ", ", margin.after, ")");
  }
  return margins.size() == 1 ? list : text("(", list, ")");
}

ConfigValue numbers_to_value(std::span<const int64_t> numbers) {
  return ConfigValue::List(numbers.begin(), numbers.end());
}

void numbers_from_value(const ConfigValue& value, std::span<int64_t> numbers) {
  if (!value.is_list()) {
    for (int64_t& number : numbers) number = value.as_integer();
    return;
  }
  const ConfigValue::List& list = value.as_list();
  if (list.size() != numbers.size()) {
    throw_value_error(text("expected a whole number, or ", numbers.size(), " of them, received ",
                           value.to_string()));
  }
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = list[i].as_integer();
}

ConfigValue margins_to_value(std::span<const Margin> margins) {
  if (margins.size() == 1) return pair_value(margins[0]);
  ConfigValue::List list;
  for (const Margin& margin : margins) list.push_back(pair_value(margin));
  return list;
}

void margins_from_value(const ConfigValue& value, std::span<Margin> margins) {
  if (!value.is_list() || margins.size() == 1) {
    const Margin all = margin_of(value);
    for (Margin& margin : margins) margin = all;
    return;
  }
  const ConfigValue::List& list = value.as_list();
  if (list.size() != margins.size()) {
    throw_value_error(text("expected a whole number, or ", margins.size(),
                           " numbers or pairs, received ", value.to_string()));
  }
  for (size_t i = 0; i < margins.size(); ++i) margins[i] = margin_of(list[i]);
}

}  // namespace keratin::layers
