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

std::shared_ptr<Regularizer> Regularizer::get(std::string_view name) {
  name = known_name(family, name, names, std::size(names));
  if (name == "l1" || name == "L1") return std::make_shared<L1>();
  if (name == "l2" || name == "L2") return std::make_shared<L2>();
  if (name == "l1_l2" || name == "L1L2") return std::make_shared<L1L2>();
  return std::make_shared<OrthogonalRegularizer>();
}

std::shared_ptr<Regularizer> Regularizer::from_function(Function<Tensor(const Tensor&)> f) {
  return std::make_shared<CalledFunction>(std::move(f));
}

}  // namespace keratin::regularizers
