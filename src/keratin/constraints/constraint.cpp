// Constraints by name, and those that call a function.
#include "keratin/constraints/constraint.h"

#include "keratin/constraints/norm.h"

namespace keratin::constraints {
namespace {

class CalledFunction final : public Constraint {
 public:
  explicit CalledFunction(Function<Tensor(const Tensor&)> f) : f_(std::move(f)) {}
  Tensor operator()(const Tensor& weight) const override { return f_(weight); }
  std::string_view class_name() const override { return "function"; }

 private:
  Function<Tensor(const Tensor&)> f_;
};

}  // namespace

std::span<const RegistryEntry<Constraint>> Constraint::registry() {
  static constexpr RegistryEntry<Constraint> all[] = {
      registry_entry<MaxNorm>(), registry_entry<MinMaxNorm>(), registry_entry<NonNeg>(),
      registry_entry<UnitNorm>()};
  return all;
}

std::shared_ptr<Constraint> Constraint::get(std::string_view name) {
  if (auto made = make_named<Constraint>(name)) return made;
  throw_unknown_name<Constraint>(name);
}

std::shared_ptr<Constraint> Constraint::from_function(Function<Tensor(const Tensor&)> f) {
  return std::make_shared<CalledFunction>(std::move(f));
}

}  // namespace keratin::constraints
