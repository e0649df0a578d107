// One entry of a list of layers: a layer, or an Input.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "keratin/base/error.h"
#include "keratin/layers/core/input.h"
#include "keratin/layers/layer.h"

namespace keratin {

class AnyLayer {
 public:
  /// The same layer as the caller's: copies are handles.
  AnyLayer(const layers::Layer& layer) : layer_(layer.share()) {}  // NOLINT: implicit
  /// Throws ValueError for a pointer to nothing.
  template <std::derived_from<layers::Layer> L>
  AnyLayer(std::shared_ptr<L> layer) : layer_(std::move(layer)) {  // NOLINT
    if (!layer_) throw_value_error("a layer of the list is an empty pointer");
  }
  AnyLayer(Input input) : input_(std::move(input)) {}  // NOLINT

  /// Null for an Input.
  const std::shared_ptr<layers::Layer>& layer() const { return layer_; }
  const std::optional<Input>& input() const { return input_; }

 private:
  std::shared_ptr<layers::Layer> layer_;
  std::optional<Input> input_;
};

}  // namespace keratin
