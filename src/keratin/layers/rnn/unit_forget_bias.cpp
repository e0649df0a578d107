#include "keratin/layers/rnn/unit_forget_bias_internal.h"
#include "keratin/ops/join.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {
namespace {

class UnitForgetBias final : public Initializer {
 public:
  UnitForgetBias(std::shared_ptr<Initializer> others, int64_t units)
      : others_(std::move(others)), units_(units) {}
  std::string_view class_name() const override { return "UnitForgetBias"; }
  Tensor operator()(const Shape&, DType dtype) const override {
    return ops::concatenate(
        {(*others_)({units_}, dtype), ones({units_}, dtype), (*others_)({2 * units_}, dtype)});
  }

 private:
  std::shared_ptr<Initializer> others_;
  int64_t units_;
};

}  // namespace

AnyInitializer unit_forget_bias(const AnyInitializer& others, int64_t units) {
  return std::shared_ptr<Initializer>(std::make_shared<UnitForgetBias>(others.make(), units));
}

}  // namespace keratin::layers
