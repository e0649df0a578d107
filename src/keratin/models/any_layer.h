// One entry of a list of layers: a layer, or an Input.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "keratin/layers/core/input.h"
#include "keratin/layers/layer.h"

namespace keratin {

class AnyLayer {
 public:
  /// The same layer as the caller's: copies are handles.
  AnyLayer(const layers::Layer& layer) : layer_(layer.share()) {}               // NOLINT: implicit
  AnyLayer(std::shared_ptr<layers::Layer> layer) : layer_(std::move(layer)) {}  // NOLINT
  template <std::derived_from<layers::Layer> L>
  AnyLayer(std::shared_ptr<L> layer) : layer_(std::move(layer)) {}  // NOLINT
  AnyLayer(Input input) : input_(std::move(input)) {}               // NOLINT

  /// Null for an Input.
  const std::shared_ptr<layers::Layer>& layer() const { return layer_; }
  const std::optional<Input>& input() const { return input_; }

 private:
  std::shared_ptr<layers::Layer> layer_;
  std::optional<Input> input_;
};

}  // namespace keratin
