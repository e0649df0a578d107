// A layer or a model whose mathematics is written in Python: the library calls it, it calls the
// library.
#pragma once
#include <memory>
#include <string>

#include "keratin/base/error.h"
#include "keratin/base/registered_class_internal.h"
#include "keratin/base/text.h"
#include "layers.h"

namespace keratin::python {

/// The call of a layer of Python's that runs in this thread; null outside of calls.
Call*& running_call();
class RunningCall {
 public:
  explicit RunningCall(Call& call) : before_(running_call()) { running_call() = &call; }
  ~RunningCall() { running_call() = before_; }
  RunningCall(const RunningCall&) = delete;
  RunningCall& operator=(const RunningCall&) = delete;

 private:
  Call* before_;
};

/// The shapes of one input as a tuple, of several as a list of them.
nb::object object_of_shapes(const Shapes& shapes);
layers::LayerOptions layer_options(nb::handle type, nb::handle name, bool trainable,
                                   nb::handle dtype, nb::handle activity_regularizer);

/// Base, a Layer or a Model, with `build` and `call` of Python's; Self derives from it.
template <class Self, class Base>
class InPython : public Base, public WrittenInPython, public KnowsRegisteredName {
 public:
  InPython(const layers::LayerOptions& options, std::shared_ptr<Body> body)
      : Base(options), body_(std::move(body)) {}

  std::string_view class_name() const override { return body_->class_name; }
  std::string_view module() const override { return ""; }
  std::string registered_name() const override { return registered_name_of_class(*body_->type); }
  std::shared_ptr<layers::Layer> share() const override {
    return std::make_shared<Self>(static_cast<const Self&>(*this));
  }
  Config get_config() const override {
    const nb::gil_scoped_acquire lock;
    return config_of(body_->self(*this).attr("get_config")());
  }
  void build(const Shapes& x) override {
    if (body_->is_built) return;  // by another copy
    const nb::gil_scoped_acquire lock;
    body_->is_built = true;
    try {
      body_->self(*this).attr("_library_build")(object_of_shapes(x));
    } catch (...) {
      body_->is_built = false;
      throw;
    }
  }
  bool is_built() const override { return layers::Layer::is_built() || body_->says_built; }

  Body& body() override { return *body_; }
  Variable add_weight_of(const std::string& name, const Shape& shape,
                         const WeightOptions& options) override {
    return this->add_weight(name, shape, options);
  }
  void track_layer(const std::string& attribute, std::shared_ptr<layers::Layer> layer) override {
    this->track(attribute, std::move(layer));
  }

 protected:
  Tensor call(const Tensor& x, Call& call) const override {
    const Tensors all = this->call(Tensors(x), call);
    if (all.size() == 1) return all[0];
    throw_value_error(text("the layer gives ", all.size(), " tensors, asked for 1"));
  }
  Tensors call(const Tensors& x, Call& call) const override {
    const nb::gil_scoped_acquire lock;
    const RunningCall running(call);
    nb::dict keywords;
    if (body_->takes_training) keywords["training"] = call.training();
    if (body_->takes_mask) keywords["mask"] = mask_object(masks_of(x, call));
    const nb::object f = body_->self(*this).attr("call");
    nb::object result;
    if (x.size() > 1 && body_->spreads_inputs) {
      result = f(*nb::tuple(object_of(x, false)), **keywords);
    } else {
      result = f(object_named(x, body_->input_names, true), **keywords);
    }
    body_->gives_list = nb::isinstance<nb::list>(result);
    body_->output_names = names_in(result);
    return with_names(result);
  }
  Tensor compute_mask(const Tensors& x, const Tensors& masks) const override {
    if (!body_->makes_masks) return Base::compute_mask(x, masks);
    const nb::gil_scoped_acquire lock;
    const nb::object inputs = object_named(x, body_->input_names, true);
    const nb::object mask = body_->self(*this).attr("compute_mask")(inputs, mask_object(masks));
    return mask.is_none() ? Tensor() : tensor_of(mask);
  }
  layers::MaskRule masking() const override {
    if (body_->makes_masks) return layers::MaskRule::made;
    return body_->passes_masks ? layers::MaskRule::passed : layers::MaskRule::none;
  }
  const std::shared_ptr<Body>& shared_body() const { return body_; }

 private:
  static Tensors masks_of(const Tensors& x, const Call& call) {
    Tensors masks;
    for (size_t i = 0; i < x.size(); ++i) masks.push_back(call.mask(i));
    return masks;
  }
  /// The mask of one input, or a list for several; None for one that has none.
  static nb::object mask_object(const Tensors& masks) {
    nb::list list;
    for (const Tensor& one : masks) list.append(one.defined() ? nb::cast(one) : nb::none());
    return masks.size() == 1 ? nb::object(list[0]) : nb::object(list);
  }

  std::shared_ptr<Body> body_;
};

}  // namespace keratin::python
