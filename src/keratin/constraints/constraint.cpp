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

std::shared_ptr<Constraint> Constraint::get(std::string_view name) {
  name = known_name(family, name, names, std::size(names));
  if (name == "max_norm" || name == "MaxNorm") return std::make_shared<MaxNorm>();
  if (name == "min_max_norm" || name == "MinMaxNorm") return std::make_shared<MinMaxNorm>();
  if (name == "non_neg" || name == "NonNeg") return std::make_shared<NonNeg>();
  return std::make_shared<UnitNorm>();
}

std::shared_ptr<Constraint> Constraint::from_function(Function<Tensor(const Tensor&)> f) {
  return std::make_shared<CalledFunction>(std::move(f));
}

}  // namespace keratin::constraints
