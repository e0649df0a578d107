// Regularizers by name, and those that call a function.
#include "keratin/regularizers/regularizer.h"

#include "keratin/regularizers/l1_l2.h"
#include "keratin/regularizers/orthogonal_regularizer.h"

namespace keratin::regularizers {
namespace {

class CalledFunction final : public Regularizer {
 public:
  explicit CalledFunction(Function<Tensor(const Tensor&)> f) : f_(std::move(f)) {}
  Tensor operator()(const Tensor& x) const override { return f_(x); }
  std::string_view class_name() const override { return "function"; }

 private:
  Function<Tensor(const Tensor&)> f_;
};

}  // namespace

std::span<const RegistryEntry<Regularizer>> Regularizer::registry() {
  static constexpr RegistryEntry<Regularizer> all[] = {registry_entry<L1>(), registry_entry<L2>(),
                                                       registry_entry<L1L2>(),
                                                       registry_entry<OrthogonalRegularizer>()};
  return all;
}

std::shared_ptr<Regularizer> Regularizer::get(std::string_view name) {
  if (auto made = make_named<Regularizer>(name)) return made;
  throw_unknown_name<Regularizer>(name);
}

std::shared_ptr<Regularizer> Regularizer::from_function(Function<Tensor(const Tensor&)> f) {
  return std::make_shared<CalledFunction>(std::move(f));
}

}  // namespace keratin::regularizers
