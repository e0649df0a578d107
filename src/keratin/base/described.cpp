// Arguments to and from configurations, and where classes belong.
#include "keratin/base/described.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

namespace {

bool has_word(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view present_name(std::string_view name, const ArgumentRules& rules) {
  for (const Renamed& renamed : rules.renamed) {
    if (renamed.before == name) return renamed.now;
  }
  return name;
}

[[noreturn]] void throw_unknown_argument(std::string_view class_name, std::string_view name,
                                         std::span<const Member> members) {
  std::vector<std::string_view> names;
  for (const Member& member : members) names.push_back(member.name);
  const std::string guess = closest(name, names);
  throw_value_error(text(class_name, " has no argument '", name, "'"),
                    {{"it has", quoted_list(names)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

}  // namespace

Config config_of_members(Config base, std::span<const Member> members,
                         std::span<const Member> defaults, const ArgumentRules& rules) {
  for (const Member& member : members) {
    if (rules.comes_first(member.name)) base.set(member.name, member.value());
  }
  for (const Member& member : members) {
    if (base.contains(member.name) || rules.is_hidden(member.name)) continue;
    base.set(member.name, member.value());
  }
  for (const Member& member : defaults) {
    if (!has_word(rules.written_if_changed, member.name) || rules.is_hidden(member.name)) continue;
    if (member.value() == base[member.name]) base.erase(member.name);
  }
  return base;
}

void copy_members(std::span<const Member> from, std::span<const Member> to) {
  for (const Member& target : to) {
    for (const Member& source : from) {
      const bool is_same = source.name == target.name && source.kind == target.kind;
      if (is_same) target.kind->copy(source.address, target.address);
    }
  }
}

void read_members(const Config& config, std::span<const Member> members,
                  std::string_view class_name, const ArgumentRules& rules) {
  for (const Config::Item& item : config) {
    const std::string& given = item.first;
    const ConfigValue& value = item.second;
    const std::string_view wanted = present_name(given, rules);
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const Member& known) { return known.name == wanted; });
    if (member == members.end()) {
      if (value.is_none() || has_word(rules.ignored, given)) continue;
      if (!rules.is_ignored_name(given, value)) throw_unknown_argument(class_name, given, members);
      continue;
    }
    try {
      member->kind->from_value(value, member->address);
    } catch (Error& error) {
      error.add_where(given);
      error.add_where(class_name);
      throw;
    }
  }
}

void throw_out_of_range(const ConfigValue& value) {
  throw_value_error(text(value.to_string(), " is out of range"));
}

std::string_view module_of(std::string_view full_type_name) {
  constexpr std::string_view kLibrary = "keratin::";
  if (!full_type_name.starts_with(kLibrary)) return "";
  const std::string_view inside = full_type_name.substr(kLibrary.size());
  if (inside.find("{anonymous}") != inside.npos || inside.find("(anon") != inside.npos) return "";
  const size_t colon = inside.rfind("::");
  if (colon == inside.npos) return "keras";
  constexpr std::pair<std::string_view, std::string_view> kModules[] = {
      {"layers", "keras.layers"},
      {"losses", "keras.losses"},
      {"metrics", "keras.metrics"},
      {"optimizers", "keras.optimizers"},
      {"optimizers::schedules", "keras.optimizers.schedules"},
      {"initializers", "keras.initializers"},
      {"regularizers", "keras.regularizers"},
      {"constraints", "keras.constraints"},
      {"models", "keras"}};
  for (const auto& [folder, module] : kModules) {
    if (inside.substr(0, colon) == folder) return module;
  }
  return "";
}

template ConfigValue member_to_value<bool>(const void*);
template ConfigValue member_to_value<double>(const void*);
template ConfigValue member_to_value<int64_t>(const void*);
template ConfigValue member_to_value<std::string>(const void*);
template ConfigValue member_to_value<std::optional<int64_t>>(const void*);
template ConfigValue member_to_value<std::optional<double>>(const void*);
template ConfigValue member_to_value<std::optional<Config>>(const void*);
template void member_from_value<bool>(const ConfigValue&, void*);
template void member_from_value<double>(const ConfigValue&, void*);
template void member_from_value<int64_t>(const ConfigValue&, void*);
template void member_from_value<std::string>(const ConfigValue&, void*);
template void member_from_value<std::optional<int64_t>>(const ConfigValue&, void*);
template void member_from_value<std::optional<double>>(const ConfigValue&, void*);
template void member_from_value<std::optional<Config>>(const ConfigValue&, void*);

}  // namespace keratin
