// One entry of a list of layers: a layer that moves in, a shared one, or an Input.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "keratin/layers/input.h"
#include "keratin/layers/layer.h"

namespace keratin {

class AnyLayer {
 public:
  template <class L>
  requires std::derived_from<std::remove_cvref_t<L>, layers::Layer> AnyLayer(
      L&& layer) {  // NOLINT: implicit on purpose
    static_assert(!std::is_lvalue_reference_v<L>,
                  "layers move into a model: add(std::move(layer)), or share it: "
                  "auto layer = std::make_shared<layers::Dense>(10)");
    layer_ = std::make_shared<L>(std::move(layer));
  }
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
