// Regularizers by name, and those that call a function.
#include "keratin/regularizers/regularizer.h"

#include "keratin/regularizers/l1_l2.h"
#include "keratin/regularizers/orthogonal_regularizer.h"

namespace keratin::regularizers {
namespace {

class CalledFunction final : public Regularizer {
 public:
  CalledFunction(Function<Tensor(const Tensor&)> f, std::string name)
      : f_(std::move(f)), name_(std::move(name)) {}
  Tensor operator()(const Tensor& x) const override { return f_(x); }
  std::string_view class_name() const override { return "function"; }
  std::string_view function_name() const override { return name_; }
  Config get_config() const override { throw_nameless_function(family); }

 private:
  Function<Tensor(const Tensor&)> f_;
  std::string name_;
};

}  // namespace

std::span<const RegistryEntry<Regularizer>> Regularizer::registry() {
  static constexpr RegistryEntry<Regularizer> all[] = {
#define KERATIN_CLASS(name, ...) registry_entry<name>(),
#include "keratin/regularizers/classes.inl"
  };
  return all;
}

std::shared_ptr<Regularizer> Regularizer::get(std::string_view name) {
  if (auto made = make_named<Regularizer>(name)) return made;
  throw_unknown_name<Regularizer>(name);
}

std::shared_ptr<Regularizer> Regularizer::from_function(Function<Tensor(const Tensor&)> f,
                                                        std::string name) {
  return std::make_shared<CalledFunction>(std::move(f), std::move(name));
}

}  // namespace keratin::regularizers

namespace keratin {
template ConfigValue member_to_value<AnyRegularizer>(const void*);
template void member_from_value<AnyRegularizer>(const ConfigValue&, void*);
}  // namespace keratin
