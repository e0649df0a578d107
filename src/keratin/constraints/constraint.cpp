// Constraints by name, and those that call a function.
#include "keratin/constraints/constraint.h"

#include "keratin/constraints/norm.h"

namespace keratin::constraints {
namespace {

class CalledFunction final : public Constraint {
 public:
  CalledFunction(Function<Tensor(const Tensor&)> f, std::string name)
      : f_(std::move(f)), name_(std::move(name)) {}
  Tensor operator()(const Tensor& weight) const override { return f_(weight); }
  std::string_view class_name() const override { return "function"; }
  std::string_view function_name() const override { return name_; }
  Config get_config() const override { throw_nameless_function(family); }

 private:
  Function<Tensor(const Tensor&)> f_;
  std::string name_;
};

}  // namespace

std::span<const RegistryEntry<Constraint>> Constraint::registry() {
  static constexpr RegistryEntry<Constraint> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/constraints/classes.inl"
  };
  return all;
}

std::shared_ptr<Constraint> Constraint::get(std::string_view name) {
  if (auto made = make_named<Constraint>(name)) return made;
  throw_unknown_name<Constraint>(name);
}

std::shared_ptr<Constraint> Constraint::from_function(Function<Tensor(const Tensor&)> f,
                                                      std::string name) {
  return std::make_shared<CalledFunction>(std::move(f), std::move(name));
}

}  // namespace keratin::constraints

namespace keratin {
template ConfigValue member_to_value<AnyConstraint>(const void*);
template void member_from_value<AnyConstraint>(const ConfigValue&, void*);
}  // namespace keratin
