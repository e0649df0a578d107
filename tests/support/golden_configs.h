// What real Keras says of objects (tests/golden/configs.jsonl.gz, names.json, signatures.json), and
// whether ours say the same.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "keratin/base/auto_name.h"
#include "keratin/base/described.h"
#include "tests/support/golden_json.h"

namespace keratin::testing {

/// An object of Keras's: the arguments that made it, what it wrote of itself, and the arguments
/// that are not in what it wrote.
struct GoldenConfig {
  std::string class_name;
  Config given;
  Config record;
  std::vector<std::string> lost = {};
};
/// Those of a family of Keras's, "losses".
std::vector<GoldenConfig> golden_configs(std::string_view family);
/// The arguments of a class in Keras's order, without self and **kwargs.
std::vector<std::string> golden_signature(std::string_view family, std::string_view class_name);

/// The record as ours is written: the reduction None is "none".
Config as_ours(Config record);
/// The record without these arguments.
Config without(const Config& record, const std::vector<std::string>& arguments);

/// Fails unless the records hold the same values (0 is 0.0) under the same names in the same order.
void expect_same_record(const Config& ours, const Config& expected, const std::string& what);

/// Every object of the golden file, made here from the same arguments, writes the same record, name
/// by name; Keras's own record makes an equal object; ours comes back to equality. `is_left_out`
/// says which objects another test looks at.
template <class Base>
void expect_golden_configs(std::string_view family,
                           bool (*is_left_out)(const GoldenConfig&) = nullptr) {
  const std::vector<GoldenConfig> all = golden_configs(family);
  EXPECT_GT(all.size(), 20U);
  for (const GoldenConfig& golden : all) {
    if (is_left_out && is_left_out(golden)) continue;
    const std::string what = golden.class_name + " of " + golden.given.to_string();
    const RegistryEntry<Base>* entry = find_class<Base>(golden.class_name);
    clear_session();  // each of Keras's objects was the first of its class
    ASSERT_TRUE(entry) << what;
    const auto ours = entry->from_config(golden.given);
    const Config expected = as_ours(golden.record);
    expect_same_record(without(serialize(*ours), golden.lost), expected, what);
    const auto theirs = deserialize<Base>(golden.record);
    expect_same_record(without(serialize(*theirs), golden.lost), expected, what);
    EXPECT_TRUE(*deserialize<Base>(serialize(*ours)) == *ours) << what;
  }
}

/// Every name that Keras's get() takes gives the same object here.
template <class Base>
void expect_golden_names(std::string_view family) {
  const Config names = golden_json("names.json")["get"].as_config()[family].as_config();
  EXPECT_FALSE(names.empty());
  for (const auto& [name, record] : names) {
    const Config& expected = record.as_config();
    const ConfigValue* class_name = expected.find("class_name");
    if (!class_name) continue;  // Keras refuses it
    clear_session();
    if (class_name->as_string() == "function") {
      EXPECT_TRUE(*Base::get(name) == *deserialize<Base>(record)) << name;
    } else if (find_class<Base>(class_name->as_string())) {
      expect_same_record(serialize(*Base::get(name)), expected, name);
    }
  }
}

/// Every row of the family's names has its class in the registry, and the other way round.
template <class Base>
void expect_names_and_registry_agree() {
  for (const ClassNames& row : Base::names) {
    EXPECT_TRUE(row.class_name.empty() || find_class<Base>(row.class_name)) << row.class_name;
  }
  for (const RegistryEntry<Base>& entry : Base::registry()) {
    const auto has_row = [&](const ClassNames& row) { return row.class_name == entry.class_name; };
    EXPECT_EQ(std::ranges::count_if(Base::names, has_row), 1) << entry.class_name;
  }
}

template <class Class>
using OptionsOf = std::remove_cvref_t<decltype(std::declval<const Class&>().options())>;

/// The options of these classes are Keras's arguments, in Keras's order; they are all classes of
/// the family's registry.
template <class Base, class... Classes>
void expect_golden_signatures(std::string_view family) {
  const auto expect_one = [&](std::string_view class_name, const auto& options) {
    std::vector<std::string> names;
    fields::for_each(options,
                     [&](std::string_view name, const auto&) { names.emplace_back(name); });
    EXPECT_EQ(names, golden_signature(family, class_name)) << class_name;
  };
  (expect_one(fields::type_name<Classes>(), OptionsOf<Classes>()), ...);
  EXPECT_EQ(Base::registry().size(), sizeof...(Classes));
}

/// All of these of a family: its classes are Classes, in the registry and in Keras.
template <class Base, class... Classes>
void expect_golden_family(std::string_view family) {
  expect_golden_configs<Base>(family);
  expect_golden_names<Base>(family);
  expect_names_and_registry_agree<Base>();
  expect_golden_signatures<Base, Classes...>(family);
}

}  // namespace keratin::testing
