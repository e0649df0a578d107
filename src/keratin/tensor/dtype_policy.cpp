#include "keratin/tensor/dtype_policy.h"

#include <atomic>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

// An index in DTypePolicy::names; see docs/decisions/dtype-policy.md for why there is such a thing.
std::atomic<uint8_t> global_index{0};

bool is_mixed(std::string_view name) { return name == "mixed_bfloat16"; }

}  // namespace

void mixed_float16_needs_loss_scaling_so_use_mixed_bfloat16() {}

DTypePolicy::DTypePolicy(DType dtype) {
  if (!is_floating(dtype)) {
    throw_value_error(text("a dtype policy names a floating dtype, received ", name_of(dtype)),
                      {{"known", quoted_list(names)}});
  }
  *this = named(name_of(dtype));
}

DTypePolicy DTypePolicy::named(std::string_view name) {
  if (name == "mixed_float16") {
    throw_value_error(
        "the dtype policy 'mixed_float16' needs loss scaling, which is not there yet", {},
        "use 'mixed_bfloat16': its range is that of float32, so that gradients do not vanish");
  }
  DTypePolicy policy;
  for (policy.index_ = 0; policy.index_ < std::size(names); ++policy.index_) {
    if (names[policy.index_] == name) return policy;
  }
  throw_unknown_name<DTypePolicy>(name);
}

DTypePolicy DTypePolicy::resolved() const {
  DTypePolicy policy = *this;
  if (index_ == kGlobal) policy.index_ = global_index.load(std::memory_order_relaxed);
  return policy;
}

std::string_view DTypePolicy::name() const { return names[resolved().index_]; }

DType DTypePolicy::compute_dtype() const {
  const std::string_view policy = name();
  return is_mixed(policy) ? bfloat16 : dtype_named(policy);
}

DType DTypePolicy::variable_dtype() const {
  const std::string_view policy = name();
  return is_mixed(policy) ? float32 : dtype_named(policy);
}

namespace config {

DTypePolicy dtype_policy() { return DTypePolicy().resolved(); }

void set_dtype_policy(DTypePolicy policy) {
  for (uint8_t i = 0; i < std::size(DTypePolicy::names); ++i) {
    if (DTypePolicy::names[i] == policy.name()) global_index.store(i, std::memory_order_relaxed);
  }
}

}  // namespace config

ConfigValue to_value(DTypePolicy x) {
  return Config{{"module", "keras"},
                {"class_name", "DTypePolicy"},
                {"config", Config{{"name", x.resolved().name()}}},
                {"registered_name", nullptr}};
}

void from_value(const ConfigValue& value, DTypePolicy& x) {
  if (value.is_none()) {
    x = {};
  } else if (value.is_string()) {
    x = DTypePolicy::named(value.as_string());
  } else {
    x = DTypePolicy::named(value.as_config()["config"].as_config()["name"].as_string());
  }
}

}  // namespace keratin
