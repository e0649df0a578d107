// A function of the user's as a layer.
#include "keratin/layers/core/lambda.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {

Tensors Lambda::call(const Tensors& x, Call&) const {
  if (several_) return several_(x);
  if (x.size() != 1) {
    throw_value_error(text("the function takes one tensor, received ", x.size()), {},
                      "Lambda([](const Tensors& x) -> Tensors { ... })");
  }
  return one_(x[0]);
}

std::shared_ptr<Layer> Lambda::share() const { return std::make_shared<Lambda>(*this); }

Config Lambda::get_config() const {
  throw_value_error(text("the layer ", title(), " holds a function, which cannot be saved"), {},
                    "make it a class: class MyLayer : public LayerOf<MyLayer, MyLayerOptions>");
}

}  // namespace keratin::layers
