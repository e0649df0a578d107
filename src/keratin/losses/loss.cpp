// What every loss does around its own formula: dtypes, shapes, weights, reduction.
#include "keratin/losses/loss.h"

#include "keratin/base/auto_name.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"

namespace keratin::losses {
namespace {

class CalledFunction final : public Loss {
 public:
  CalledFunction(Function<Tensor(const Tensor&, const Tensor&)> f, std::string name)
      : Loss(name.empty() ? "function" : name.substr(name.find('>') + 1)),
        f_(std::move(f)),
        function_name_(std::move(name)) {}
  std::string_view class_name() const override { return "function"; }
  std::string_view function_name() const override { return function_name_; }
  Config get_config() const override { throw_nameless_function(family); }
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    const auto [t, y] = squeeze_or_expand_to_same_rank(y_true.as_dtype(y_pred.dtype()), y_pred);
    return f_(t, y);
  }

 private:
  Function<Tensor(const Tensor&, const Tensor&)> f_;
  std::string function_name_;
};

}  // namespace

Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight,
                        const Tensor& mask) const {
  const bool is_wide = y_pred.dtype() == float32 || y_pred.dtype() == float64;
  const DType dtype = dtype_.is_given() ? dtype_.compute_dtype()
                      : is_wide         ? y_pred.dtype()
                                        : float32;
  const Tensor labels = takes_any_labels() ? y_true : y_true.as_dtype(dtype);
  const Tensor values = call(labels, y_pred.as_dtype(dtype));
  Tensor counted = compute_mask(y_true, y_pred);
  if (counted.defined() && mask.defined()) {
    counted = ops::logical_and(counted, mask);
  } else if (mask.defined()) {
    counted = mask;
  }
  return reduce_weighted_values(values, sample_weight, counted, reduction_);
}

Config Loss::base_config() const {
  Config config{{"name", name_}, {"reduction", to_value(reduction_)}};
  if (dtype_.is_given()) config.set("dtype", dtype_.name());
  return config;
}

Tensor Loss::compute_mask(const Tensor&, const Tensor&) const { return {}; }

std::pair<Tensor, Tensor> aligned(std::string_view loss, const Tensor& y_true,
                                  const Tensor& y_pred) {
  auto pair = squeeze_or_expand_to_same_rank(y_true.as_dtype(y_pred.dtype()), y_pred);
  if (pair.first.shape() != pair.second.shape()) {
    throw_shape_error(text(loss, ": y_true and y_pred must have one shape"),
                      {{"y_true", describe(y_true)}, {"y_pred", describe(y_pred)}},
                      "the last layer's units must match the targets");
  }
  return pair;
}

std::string Loss::automatic_name(std::string_view class_name) {
  return find_class<Loss>(class_name) ? snake_case(class_name) : auto_name(class_name);
}

std::shared_ptr<Loss> Loss::from_function(
    Function<Tensor(const Tensor& y_true, const Tensor& y_pred)> f, std::string name) {
  return std::make_shared<CalledFunction>(std::move(f), std::move(name));
}

std::shared_ptr<Loss> resolve(const Choice<Loss>& choice, const Shape& y_true,
                              const Shape& y_pred) {
  if (choice.name() != "crossentropy" && choice.name() != "ce") return choice.make();
  const bool is_binary = !y_pred.empty() && y_pred.back() == 1;
  const bool is_sparse = y_true.rank() < y_pred.rank() || (!y_true.empty() && y_true.back() == 1);
  return Loss::get(is_binary   ? "binary_crossentropy"
                   : is_sparse ? "sparse_categorical_crossentropy"
                               : "categorical_crossentropy");
}

}  // namespace keratin::losses
